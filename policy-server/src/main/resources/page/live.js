// The connection: server-sent events, from where the last one ended; none while nobody can see the page.

const HIDDEN_FOR = 30_000;

export class Live {
  #store;
  #tell;
  #source = null;
  #seen = '';
  #hiding = 0;

  /** tell(state, text): live, connecting or away. */
  constructor(store, tell) {
    this.#store = store;
    this.#tell = tell;
    document.addEventListener('visibilitychange', () => document.hidden ? this.#hide() : this.#show());
    this.#open();
  }

  #open() {
    this.#source = new EventSource('/v1/live' + (this.#seen ? `?after=${encodeURIComponent(this.#seen)}` : ''));
    this.#source.addEventListener('snapshot', event => this.#take(event, true));
    this.#source.addEventListener('change', event => this.#take(event, false));
    this.#source.addEventListener('error', () => this.#failed());
  }

  #take(event, whole) {
    this.#seen = event.lastEventId;
    this.#store.take(JSON.parse(event.data), whole);
    const problem = this.#store.item('state', 'now')?.problem;
    if (problem) this.#tell('stale', `Kafka cannot be read: ${problem}`);
    else this.#tell('live', 'live');
  }

  #failed() {
    this.#tell('away', 'not reachable, trying again…');
    if (this.#source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    const gone = this.#source;
    setTimeout(() => { if (this.#source === gone && !document.hidden) this.#open(); }, 3000);
  }

  #hide() {
    this.#hiding = setTimeout(() => { this.#source.close(); this.#source = null; }, HIDDEN_FOR);
  }

  #show() {
    clearTimeout(this.#hiding);
    if (this.#source === null || this.#source.readyState === EventSource.CLOSED) {
      this.#tell('connecting', 'connecting…');
      this.#open();
    }
  }
}
