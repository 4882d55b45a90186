// Figures, times and ids as people read them.

export const short = id => !id ? '–' : id === 'base' ? 'base' : id.slice(0, 10);

export function count(n) {
  return n.toLocaleString('en', {maximumFractionDigits: n < 10 && n % 1 ? 1 : 0});
}

export function seconds(millis) {
  if (millis === undefined || millis === null) return '–';
  const s = millis / 1000;
  return s < 9.95 ? `${s.toFixed(1)} s` : s < 120 ? `${Math.round(s)} s` : s < 7200 ? `${Math.round(s / 60)} min` : `${Math.round(s / 3600)} h`;
}

export function ago(at, now) {
  const s = Math.max(0, Math.round((now - at) / 1000));
  if (s < 1) return 'now';
  if (s < 100) return `${s} s ago`;
  if (s < 5400) return `${Math.round(s / 60)} min ago`;
  if (s < 129600) return `${Math.round(s / 3600)} h ago`;
  return `${Math.round(s / 86400)} days ago`;
}

export const clock = at => new Date(at).toLocaleTimeString('en-GB');
export const stamp = at => new Date(at).toLocaleString('en-GB');
export const words = name => name.replace(/[_.]/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
export const length = millis => millis % 60000 ? `${Math.round(millis / 1000)} s` : millis === 60000 ? 'minute' : `${millis / 60000} minutes`;

export function figure(x) {
  if (x === undefined || x === null) return '–';
  const size = Math.abs(x);
  return size >= 1000 ? count(Math.round(x)) : size >= 10 ? x.toFixed(1) : size >= 0.01 || size === 0 ? String(+x.toFixed(3)) : x.toExponential(1);
}

export const percent = x => x === undefined || x === null ? '–' : `${(100 * x).toFixed(1)} %`;
