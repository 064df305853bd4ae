// Draws application/vnd.plotly.v1+json in the classic notebook, from a plotly.js that the notebook server serves itself.
define(['base/js/namespace', 'notebook/js/outputarea', './plotly'], (Jupyter, outputs, Plotly) => {
  const FIGURE = 'application/vnd.plotly.v1+json';

  function append(json, metadata, element) {
    const {data, layout = {}, config = {}} = typeof json === 'string' ? JSON.parse(json) : json;
    const {width, ...flexible} = layout;
    const area = this.create_output_subarea(metadata, 'output_plotly', FIGURE);
    const drawing = document.createElement('div');
    drawing.style.cssText = `width: 100%; height: ${layout.height || 420}px`;
    area.append(drawing);
    element.append(area);
    Plotly.newPlot(drawing, data, {...flexible, autosize: true}, {...config, responsive: true, displaylogo: false});
    setTimeout(() => Plotly.Plots.resize(drawing), 0);
    return area;
  }

  function redrawStored() {
    for (const cell of Jupyter.notebook.get_cells()) {
      const stored = cell.cell_type === 'code' ? cell.output_area.toJSON() : [];
      if (stored.some(output => output.data && FIGURE in output.data)) {
        cell.output_area.clear_output(false, true);
        cell.output_area.fromJSON(stored, cell.metadata);
      }
    }
  }

  return {
    load_ipython_extension() {
      outputs.OutputArea.prototype.register_mime_type(FIGURE, append, {safe: true, index: 0});
      if (Jupyter.notebook) redrawStored();
    }
  };
});
