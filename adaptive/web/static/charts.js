// Draws the figures that pages carry as JSON, in the colours of the page.
"use strict";

(() => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  // A finger scrolls the page; a mouse looks closer.
  const touched = matchMedia("(pointer: coarse)").matches;

  function inPageColours(template) {
    const lines = { gridcolor: colour("--line"), zerolinecolor: colour("--line") };
    return {
      ...template,
      layout: {
        ...template.layout,
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        font: { ...template.layout.font, color: colour("--ink") },
        xaxis: { ...template.layout.xaxis, ...lines },
        yaxis: { ...template.layout.yaxis, ...lines },
        hoverlabel: { bgcolor: colour("--card"), bordercolor: colour("--line"), font: { color: colour("--ink") } },
      },
    };
  }

  function draw(plot) {
    const keep = plot.querySelector("script");
    const { data, layout } = JSON.parse(keep.textContent);
    const shown = { ...layout, template: inPageColours(layout.template) };
    if (touched) shown.dragmode = false;
    Plotly.newPlot(plot, data, shown, {
      responsive: true,
      displaylogo: false,
      displayModeBar: false,
    }).then(() => plot.append(keep));
  }

  const drawAll = (root) => root.querySelectorAll(".plot:not(.js-plotly-plot)").forEach(draw);
  const redraw = () => document.querySelectorAll(".plot").forEach(draw);
  const fit = () => document.querySelectorAll(".js-plotly-plot").forEach((one) => Plotly.Plots.resize(one));

  document.addEventListener("kneedrive:shown", (event) => drawAll(event.target));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  // Paper is light, and of another width than the screen.
  matchMedia("print").addEventListener("change", () => {
    redraw();
    fit();
  });
  drawAll(document);
})();
