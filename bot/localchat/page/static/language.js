// The words of the page, in the browser's language: English, or Chinese where zh.js has them. A switch remembers another.
// Elements name their English words in data-words, data-label and data-hint, so that they can be said again.

import { ZH } from './zh.js';

export let language = localStorage.getItem('language') || (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');

const TITLE = document.title;

export function t(words, values = {}) {
  const said = language === 'zh' ? ZH[words] ?? words : words;
  return said.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

export function translatePage() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = t(TITLE);
  for (const element of document.querySelectorAll('[data-words]')) element.textContent = t(element.dataset.words ||= element.textContent);
  for (const element of document.querySelectorAll('[data-label]')) element.setAttribute('aria-label', t(element.dataset.label ||= element.getAttribute('aria-label')));
  for (const element of document.querySelectorAll('[data-hint]')) element.setAttribute('placeholder', t(element.dataset.hint));
}

export function startLanguage(button, onSwitched) {
  const offer = () => {
    button.textContent = language === 'zh' ? 'English' : '中文';
    button.lang = language === 'zh' ? 'en' : 'zh';
  };
  button.addEventListener('click', () => {
    language = language === 'zh' ? 'en' : 'zh';
    localStorage.setItem('language', language);
    offer();
    translatePage();
    onSwitched();
  });
  offer();
}
