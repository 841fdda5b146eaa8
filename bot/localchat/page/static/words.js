// A text with its entities as elements; they stand in order and never overlap. Offsets count UTF-16 units, as JavaScript's strings do.

import { el } from './dom.js';

export function words(text, entities, onCommand) {
  const fragment = document.createDocumentFragment();
  let position = 0;
  for (const entity of entities) {
    const stop = entity.offset + entity.length;
    const element = wrap(entity, text.slice(entity.offset, stop), onCommand);
    element.append(text.slice(entity.offset, stop));
    fragment.append(text.slice(position, entity.offset), element);
    position = stop;
  }
  fragment.append(text.slice(position));
  return fragment;
}

function wrap(entity, covered, onCommand) {
  if (entity.type === 'bot_command') return pressable('command', () => onCommand(covered));
  if (entity.type === 'url') return el('a', { href: covered, target: '_blank', rel: 'noopener noreferrer' });
  return el('span', { class: entity.type });
}

// A span and no button: a button is a box of its own, and the full stop behind it may begin a new line.
function pressable(kind, action) {
  const pressed = (event) => { event.preventDefault(); action(event); };
  return el('span', { class: kind, tabIndex: 0, role: 'button', onclick: action, onkeydown: (event) => [' ', 'Enter'].includes(event.key) && pressed(event) });
}
