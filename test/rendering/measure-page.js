/** Runs inside a page: what in it is too wide, too faint, or too small to touch. */
export function measurePage() {
  const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour) => {
    const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
      const channel = value / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const backgroundOf = (element) => {
    if (element === null) return 'rgb(255, 255, 255)';
    const { backgroundColor } = getComputedStyle(element);
    return channels(backgroundColor)[3] === 0 ? backgroundOf(element.parentElement) : backgroundColor;
  };
  const seen = [...document.querySelectorAll('body *')].filter((element) => {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
    return hasText && element.offsetParent !== null;
  });
  const faint = seen.filter((element) => {
    const pair = [luminance(getComputedStyle(element).color), luminance(backgroundOf(element))];
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05) < 4.5;
  });
  const small = [...document.querySelectorAll('a.word, .button a')].filter(
    (element) => element.getBoundingClientRect().height < 44,
  );
  const shown = (element) => `${element.tagName} ${element.textContent?.trim().slice(0, 40)}`;
  return {
    overflow: document.documentElement.scrollWidth - window.innerWidth,
    faint: faint.map(shown),
    small: small.map(shown),
    background: getComputedStyle(document.body).backgroundColor,
    requests: performance.getEntriesByType('resource').length,
  };
}
