// Draws every figure of the page, as wide as its column.
document.querySelectorAll('figure.plot').forEach(figure => {
  const {data, layout = {}, config = {}} = JSON.parse(figure.querySelector('script').textContent);
  const {width, ...flexible} = layout;
  const drawing = figure.querySelector('.drawing');
  drawing.style.height = (layout.height || 420) + 'px';
  Plotly.newPlot(drawing, data, {...flexible, autosize: true}, {...config, responsive: true, displaylogo: false})
    .then(() => figure.setAttribute('data-drawn', 'true'));
});
