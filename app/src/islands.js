// Starts the islands: loads the module named below and calls the function of each island with its element, parents
// first, as leptos' own starter does. Loading begins after the first paint, so that it does not delay it.
globalThis.loadModule = (address) => import(address);
(() => {
  const start = async () => {
    const module = await import("__MODULE__");
    await module.default({ module_or_path: "__WASM__" });
    module.hydrate();
    const callbacks = [];
    const visit = async (node) => {
      const tag = node.localName;
      if (tag === "leptos-island") {
        const island = module[node.dataset.component];
        callbacks.at?.(-1)?.();
        if (island) await island(node);
      }
      const isSlot = tag === "leptos-children";
      if (isSlot) callbacks.push(node.$$on_hydrate);
      for (const child of [...node.children]) await visit(child);
      if (isSlot) callbacks.pop();
    };
    await visit(document.body);
    // Tells those who test a page that it may be used now.
    document.documentElement.dataset.islands = "";
  };
  // Without islands every page still works, so a browser that cannot run them goes back to the plain page.
  const fail = (error) => {
    delete document.documentElement.dataset.js;
    console.warn(error);
  };
  requestAnimationFrame(() => setTimeout(() => start().catch(fail), 0));
})();
