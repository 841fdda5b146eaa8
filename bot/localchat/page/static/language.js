// The words of the page, in the browser's language: English, or Chinese where zh.js has them. A switch remembers another.

import { ZH } from './zh.js';

const CHOSEN = localStorage.getItem('language');

export const language = CHOSEN || (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');

export function t(words, values = {}) {
  const said = language === 'zh' ? ZH[words] ?? words : words;
  return said.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

export function translatePage() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = t(document.title);
  for (const element of document.querySelectorAll('[data-words]')) element.textContent = t(element.textContent);
  for (const element of document.querySelectorAll('body [aria-label]')) element.setAttribute('aria-label', t(element.getAttribute('aria-label')));
}

export function startLanguage(button) {
  const other = language === 'zh' ? 'en' : 'zh';
  button.textContent = other === 'zh' ? '中文' : 'English';
  button.lang = other;
  button.addEventListener('click', () => {
    localStorage.setItem('language', other);
    location.reload();
  });
}
