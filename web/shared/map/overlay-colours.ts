/** What is drawn over the streets: the way, areas, shaded ground. */
export const overlayColours = {
  light: { line: '#0b5a55', casing: '#ffffff', area: '#0b5a55', bad: '#b3261e', shaded: '#e08a00' },
  dark: { line: '#5fd0c0', casing: '#0f1615', area: '#5fd0c0', bad: '#ff8f85', shaded: '#ffb84d' },
}
