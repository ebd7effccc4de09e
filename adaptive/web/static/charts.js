// Draws the figures that pages carry as JSON, in the colours of the page.
"use strict";

(() => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function draw(plot) {
    const figure = JSON.parse(plot.querySelector("script").textContent);
    const theme = {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { ...figure.layout.font, color: colour("--ink") },
    };
    for (const [name, axis] of Object.entries(figure.layout)) {
      if (/^[xy]axis\d*$/.test(name)) {
        theme[name] = { ...axis, gridcolor: colour("--line"), zerolinecolor: colour("--line") };
      }
    }
    const keep = plot.querySelector("script");
    Plotly.newPlot(plot, figure.data, { ...figure.layout, ...theme }, {
      responsive: true,
      displaylogo: false,
      displayModeBar: false,
    }).then(() => plot.append(keep));
  }

  function drawAll(root) {
    root.querySelectorAll(".plot:not(.js-plotly-plot)").forEach(draw);
  }

  document.addEventListener("kneedrive:shown", (event) => drawAll(event.target));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    document.querySelectorAll(".plot").forEach(draw));
  drawAll(document);
})();
