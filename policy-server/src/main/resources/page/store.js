// What the server has told so far: named lists of items by id, each kept as long as the server keeps it.

export class Store {
  #parts = new Map();
  #views = [];

  /** view(store, changed names) is called after each message. */
  onChange(...views) { this.#views.push(...views); }

  take(message, whole) {
    if (whole) this.#parts.clear();
    for (const [name, items] of Object.entries(message)) {
      const list = this.#parts.get(name) ?? new Map();
      for (const item of items) list.set(item.id, item);
      this.#parts.set(name, list);
    }
    for (const [name, list] of this.#parts) {
      const limit = this.about?.limits[name] ?? Infinity;
      for (const id of list.keys()) {
        if (list.size <= limit) break;
        list.delete(id);
      }
    }
    const changed = new Set(whole ? this.#parts.keys() : Object.keys(message));
    for (const view of this.#views) view(this, changed);
  }

  list(name) { return [...(this.#parts.get(name)?.values() ?? [])]; }
  item(name, id) { return this.#parts.get(name)?.get(id); }
  newestFirst(name) { return this.list(name).reverse().sort((a, b) => b.at - a.at); }
  get about() { return this.item('about', 'this'); }
  /** Of the server's clock, as far as its messages tell. */
  get now() { return Date.now(); }
}
