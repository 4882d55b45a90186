// Building and keeping elements. No markup is ever parsed: texts are texts.

/** el('p', {class: 'x', onclick: f}, 'text', child…); null children and attributes are left out. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

export const at = id => document.getElementById(id);

export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Makes the children of a list those of the items, in order. An item's element is built again only when the item is another
 * object; what was unfolded stays so, and nothing moves under a reader's hand that need not.
 */
export function keep(parent, items, build) {
  const known = parent.kept ?? new Map();
  const kept = new Map();
  let place = parent.firstElementChild;
  for (const item of items) {
    let entry = known.get(item.id);
    if (!entry || entry.item !== item) {
      const element = build(item);
      if (entry) {
        if (entry.element.querySelector('details[open]')) element.querySelector('details')?.setAttribute('open', '');
        if (entry.element === place) place = place.nextElementSibling;
        entry.element.remove();
      }
      entry = {item, element};
    }
    kept.set(item.id, entry);
    if (entry.element === place) place = place.nextElementSibling;
    else parent.insertBefore(entry.element, place);
  }
  for (const [id, entry] of known) if (!kept.has(id)) entry.element.remove();
  parent.kept = kept;
}
