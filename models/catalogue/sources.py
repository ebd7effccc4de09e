"""The papers, books and programs that metrics are named after or rest on."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["SOURCES"]

SOURCES: Mapping[str, str] = {
    "Adams 2016": "Adams et al., Validity and reliability of a commercial fitness watch for "
    "measuring running dynamics, J Orthop Sports Phys Ther 46:471",
    "Allen 2010": "Allen and Coggan, Training and Racing with a Power Meter, 2nd ed., VeloPress",
    "Banister 1975": "Banister et al., A systems model of training for athletic performance, "
    "Aust J Sports Med 7:57",
    "Banister 1991": "Banister, Modeling elite athletic performance, in MacDougall et al., "
    "Physiological Testing of the High-Performance Athlete, 2nd ed.",
    "Bellinger 2020": "Bellinger et al., Int J Sports Physiol Perform 15:319",
    "Bini 2016": "Bini et al., Kinesiology 48:193",
    "Edwards 1993": "Edwards, The Heart Rate Monitor Book",
    "Edwards 2009": "Edwards et al., Whole-body efficiency is negatively correlated with minimum "
    "torque per duty cycle in trained cyclists, J Sports Sci 27:319",
    "elevate": "the elevate project, open source: swim stress, descents, share of heart rate "
    "reserve",
    "Foster 1998": "Foster, Monitoring training in athletes with reference to overtraining "
    "syndrome, Med Sci Sports Exerc 30:1164",
    "Foster 2001": "Foster et al., A new approach to monitoring exercise training, J Strength "
    "Cond Res 15:109",
    "Friel 2006": "Friel, Total Heart Rate Training, Ulysses Press",
    "GoldenCheetah": "the GoldenCheetah project, open source: TRIMP100, mean-maximal curves",
    "Haddad 2017": "Haddad et al., Session-RPE method for training load monitoring: validity, "
    "ecological usefulness, and influencing factors, Front Neurosci 11:612",
    "Hellard 2006": "Hellard et al., Assessing the limitations of the Banister model in "
    "monitoring training, J Sports Sci 24:509",
    "Impellizzeri 2020": "Impellizzeri et al., What role do chronic workloads play in the acute to "
    "chronic workload ratio?, Sports Med, doi 10.1007/s40279-020-01378-6",
    "Jensen 2007": "Jensen et al., conference proceedings, ojs.ub.uni-konstanz.de, article 206",
    "Karsten 2014": "Karsten et al., High agreement between laboratory and field estimates of "
    "critical power in cycling, Int J Sports Med 35:298",
    "Karsten 2015": "Karsten et al., Validity and reliability of critical power field testing, "
    "Eur J Appl Physiol 115:197",
    "Karsten 2021": "Karsten et al., Relationship between the critical power test and a 20-min "
    "functional threshold power test in cycling, Front Physiol 11:613151",
    "Lucia 2003": "Lucia et al., Tour de France versus Vuelta a España: which is harder?, Med "
    "Sci Sports Exerc 35:872",
    "Minetti 2002": "Minetti et al., Energy cost of walking and running at extreme uphill and "
    "downhill slopes, J Appl Physiol 93:1039",
    "Morin 2005": "Morin et al., A simple method for measuring stiffness during running, J Appl "
    "Biomech 21:167",
    "Nikolaidis 2018": "Nikolaidis et al., Front Physiol 9:226",
    "Olcina 2019": "Olcina et al., Sports 7:115",
    "Poole 2016": "Poole et al., Critical power: an important fatigue threshold in exercise "
    "physiology, Med Sci Sports Exerc 48:2320",
    "RunningWritings 2021": "the Running Writings blog on cadence lock",
    "Scheltinga 2026": "Scheltinga et al., doi 10.1186/s40798-025-00969-9",
    "Smyth 2020": "Smyth and Muniz-Pumares, Calculation of critical speed from raw training data "
    "in recreational marathon runners, Med Sci Sports Exerc 52:2637",
    "Swain 1997": "Swain and Leutholtz, Heart rate reserve is equivalent to %VO2 reserve, not "
    "to %VO2max, Med Sci Sports Exerc 29:410",
    "Tanaka 2001": "Tanaka et al., Age-predicted maximal heart rate revisited, J Am Coll Cardiol "
    "37:153",
    "van Oeveren 2019": "van Oeveren et al., Inter-individual differences in stride frequencies "
    "during running obtained from wearable data, J Sports Sci 37:1996",
    "van Erp 2019": "van Erp et al., Int J Sports Physiol Perform 14:493",
    "Weich 2022": "Weich et al., Front Sports Act Living 4:1065741",
    "Wakayoshi 1992": "Wakayoshi et al., A simple method for determining critical speed as "
    "swimming fatigue threshold in competitive swimming, Int J Sports Med 13:367",
}
