// Runs in the page: plain JavaScript, which the browser takes as it is.

/**
 * Measures the page as shown: its width, the card's width and background, the images, and every text whose contrast with its
 * background is below `least`, by the formula of WCAG 2.2.
 */
globalThis.measurePage = (least) => {
  const card = document.querySelector('table.card');
  return {
    scrollWidth: document.documentElement.scrollWidth,
    cardWidth: card.getBoundingClientRect().width,
    cardGround: getComputedStyle(card).backgroundColor,
    images: [...document.images].map(({ complete, naturalWidth, naturalHeight, width, height }) => ({
      complete,
      naturalWidth,
      naturalHeight,
      width,
      height,
    })),
    texts: shownTexts().length,
    faint: shownTexts().flatMap((it) =>
      contrastOf(it.element) < least ? [`${contrastOf(it.element)}: ${it.words}`] : [],
    ),
  };
};

function shownTexts() {
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const shown = [];
  while (nodes.nextNode()) {
    const { textContent, parentElement: element } = nodes.currentNode;
    const words = textContent.trim();
    if (words !== '' && element.checkVisibility({ opacityProperty: true })) shown.push({ words, element });
  }
  return shown;
}

function contrastOf(element) {
  const [darker, lighter] = [luminance(coloursOf(getComputedStyle(element).color)), luminance(groundOf(element))].sort(
    (a, b) => a - b,
  );
  return (lighter + 0.05) / (darker + 0.05);
}

function groundOf(element) {
  for (let it = element; it; it = it.parentElement) {
    const colours = coloursOf(getComputedStyle(it).backgroundColor);
    if (colours[3] === 1) return colours;
    if (colours[3] !== 0) throw new Error('a background that is partly transparent');
  }
  return [255, 255, 255, 1];
}

/** Reads `rgb(1, 2, 3)` and `rgba(1, 2, 3, 0.5)`. */
function coloursOf(text) {
  const [red, green, blue, alpha = 1] = text.match(/[\d.]+/g).map(Number);
  return [red, green, blue, alpha];
}

function luminance([red, green, blue]) {
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red / 255) + 0.7152 * linear(green / 255) + 0.0722 * linear(blue / 255);
}
