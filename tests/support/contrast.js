// Every visible text with less contrast than WCAG asks for (4.5 to 1, large text 3 to 1), as "ratio words of class".
// What is behind a text is put together from the colours of all that it stands in; of a gradient each colour counts.
() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const light = (color) => color.slice(0, 3).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (one, other) => { const [low, high] = [light(one), light(other)].sort((a, b) => a - b); return (high + 0.05) / (low + 0.05); };
  const behind = (element) => {
    const style = getComputedStyle(element);
    const own = rgba(style.backgroundColor);
    const stops = style.backgroundImage.includes('gradient') ? style.backgroundImage.match(/(?:rgba?|oklch|oklab|color)\([^)]*\)/g).map(rgba) : [];
    const layers = stops.length ? stops : [own];
    if (layers.every((layer) => layer[3] === 1)) return layers;
    const below = element.parentElement ? behind(element.parentElement) : [[255, 255, 255, 1]];
    return layers.flatMap((layer) => below.map((under) => over(layer, under)));
  };
  const weak = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || element.closest('noscript')) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const asked = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const worst = Math.min(...behind(element).map((under) => ratio(over(rgba(style.color), under), under)));
    if (worst < asked) weak.push(`${worst.toFixed(2)} ${walker.currentNode.textContent.trim().slice(0, 20)} of ${element.className}`);
  }
  return weak;
}
