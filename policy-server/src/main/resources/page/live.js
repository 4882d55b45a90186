// The connection: server-sent events, from where the last one ended; none while nobody can see the page.

const HIDDEN_FOR = 30_000;

export class Live {
  #store;
  #tell;
  #source = null;
  #seen = '';
  #hiding = 0;

  /** tell(state, text): live, connecting, away, stale, or refused and why. */
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

  async #failed() {
    const gone = this.#source;
    const again = gone.readyState !== EventSource.CLOSED; // the browser tries again by itself
    const refusal = again ? null : await whyNot();
    if (this.#source !== gone) return;
    if (refusal) this.#tell('refused', refusal);
    else this.#tell('away', 'not reachable, trying again…');
    if (again) return;
    setTimeout(() => { if (this.#source === gone && !document.hidden) this.#open(); }, refusal ? 30_000 : 3000);
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

/** The server's own words if it will not show the stream to this key, which an EventSource does not tell; else null. */
async function whyNot() {
  const enough = new AbortController();
  try {
    const answer = await fetch('/v1/live', {signal: enough.signal});
    return answer.status === 403 ? (await answer.json()).error.message : null;
  } catch {
    return null;
  } finally {
    enough.abort();
  }
}
