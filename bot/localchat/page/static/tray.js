// Pictures on their way: chosen, pasted or dropped, shown small until they are sent.

import { el, icon, toast } from './dom.js';
import { t } from './language.js';

const MAX_FILES = 10; // an album holds ten
const AS_PHOTO = /^image\/(jpeg|png|webp|bmp|gif)$/; // a GIF goes as an animation, not as a file
let files = []; // { file, address }
let asFilesBox = null;
let tray;
let onAdded;

export function startTray(element, drop, target, added) {
  [tray, onAdded] = [element, added];
  asFilesBox = el('input', { type: 'checkbox', id: 'as-files' });
  let depth = 0;
  const isFiles = (event) => [...(event.dataTransfer?.types || [])].includes('Files');
  target.addEventListener('dragenter', (event) => { if (isFiles(event)) { depth += 1; drop.hidden = false; } });
  target.addEventListener('dragleave', (event) => { if (isFiles(event) && (depth -= 1) <= 0) { depth = 0; drop.hidden = true; } });
  addEventListener('dragover', (event) => isFiles(event) && event.preventDefault());
  addEventListener('drop', (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    depth = 0;
    drop.hidden = true;
    if (target.contains(event.target)) addFiles(event.dataTransfer.files);
  });
}

export function trayFiles() {
  return files.map(({ file }) => file);
}

export function asFiles() {
  return asFilesBox.checked;
}

// What waits here, to be put back by putTray: a chat that is left keeps it.
export function takeTray() {
  const taken = { files, isAsFiles: asFilesBox.checked };
  files = [];
  asFilesBox.checked = false;
  draw();
  return taken;
}

export function putTray({ files: kept, isAsFiles }) {
  files = kept;
  asFilesBox.checked = isAsFiles;
  draw();
}

export function addFiles(chosen) {
  for (const file of chosen) {
    if (files.length >= MAX_FILES) {
      toast(t('At most {count} at a time.', { count: MAX_FILES }), true);
      break;
    }
    const isPhoto = AS_PHOTO.test(file.type);
    if (!isPhoto) asFilesBox.checked = true;
    files.push({ file, address: isPhoto ? URL.createObjectURL(file) : null });
  }
  draw();
  if (chosen.length) onAdded();
}

// What is left of a taken tray when these of its files have gone.
export function without(taken, sent) {
  const left = taken.files.filter(({ file }) => !sent.includes(file));
  taken.files.forEach((entry) => entry.address && !left.includes(entry) && URL.revokeObjectURL(entry.address));
  return { files: left, isAsFiles: taken.isAsFiles && left.length > 0 };
}

function remove(entry) {
  if (entry.address) URL.revokeObjectURL(entry.address);
  files = files.filter((kept) => kept !== entry);
  draw();
  onAdded(); // the button that had the focus is gone
}

export function draw() {
  tray.hidden = !files.length;
  tray.replaceChildren(
    el('div', { class: 'tray-pictures' }, ...files.map((entry) => el(
      'div',
      { class: 'tray-picture' },
      entry.address ? el('img', { src: entry.address, alt: entry.file.name }) : el('span', { class: 'file-face' }, icon('file')),
      el('button', { type: 'button', 'aria-label': t('Remove {name}', { name: entry.file.name }), onclick: () => remove(entry) }, icon('close')),
    ))),
    el('label', { class: 'as-files' }, asFilesBox, t('Send as files, uncompressed')),
  );
}
