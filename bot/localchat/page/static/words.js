// A text with its entities as elements. Offsets count UTF-16 units, as JavaScript's strings do.

import { el } from './dom.js';

const TAGS = { bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre', blockquote: 'blockquote', expandable_blockquote: 'blockquote' };

export function words(text, entities, onCommand) {
  const fragment = document.createDocumentFragment();
  append(fragment, text, 0, text.length, [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length), onCommand);
  return fragment;
}

function append(parent, text, start, end, entities, onCommand) {
  let position = start;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    if (entity.offset < position || entity.offset >= end) continue;
    parent.append(text.slice(position, entity.offset));
    const stop = Math.min(entity.offset + entity.length, end);
    const element = wrap(entity, text.slice(entity.offset, stop), onCommand);
    append(element, text, entity.offset, stop, entities.slice(index + 1), onCommand);
    parent.append(element);
    position = stop;
  }
  parent.append(text.slice(position, end));
}

function wrap(entity, covered, onCommand) {
  if (TAGS[entity.type]) return el(TAGS[entity.type]);
  if (entity.type === 'bot_command') return pressable('command', () => onCommand(covered));
  if (entity.type === 'url' || entity.type === 'text_link') return link(entity.url || covered);
  if (entity.type === 'spoiler') return pressable('spoiler', open);
  return el('span', { class: entity.type });
}

// A span and no button: a button is a box of its own, and the full stop behind it may begin a new line.
function pressable(kind, action) {
  const pressed = (event) => { event.preventDefault(); action(event); };
  return el('span', { class: kind, tabIndex: 0, role: 'button', onclick: action, onkeydown: (event) => [' ', 'Enter'].includes(event.key) && pressed(event) });
}

function open(event) {
  event.currentTarget.classList.add('open');
}

function link(address) {
  const isWeb = /^https?:\/\//i.test(address);
  return el('a', isWeb ? { href: address, target: '_blank', rel: 'noopener noreferrer' } : {});
}
