// Shows the widgets once all of them have arrived. Voila would ask for each for two seconds, and where
// the page is busy for longer, say "model not found".
const VIEW = 'application/vnd.jupyter.widget-view+json';
const views = [];
for (const script of document.querySelectorAll('script[type="application/vnd.voila.cell-output+json"]')) {
  const id = JSON.parse(script.textContent).data?.[VIEW]?.model_id;
  if (id) {
    views.push({ id, place: script.parentElement });
    script.remove();
  }
}

async function showViews(app) {
  const manager = await app.widgetManagerPromise.promise;
  if (!manager.restoredStatus) await new Promise((done) => manager.restored.connect(done));
  for (const { id, place } of views) {
    const { luminoWidget } = await manager.create_view(await manager.get_model(id));
    luminoWidget.constructor.attach(luminoWidget, place);
  }
  document.body.classList.add('live');
}

Object.defineProperty(window, 'jupyterapp', { set: showViews }); // Voila's last step
