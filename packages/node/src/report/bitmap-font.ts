/**
 * A 5×7 dot font for labels in pictures: text drawn by an image library needs fonts that a bare
 * machine lacks.
 *
 * Seven rows a glyph, each a digit of base 32 whose five bits are the row's dots, left first.
 */
const GLYPHS: Readonly<Record<string, string>> = {
  ' ': '0000000',
  '!': '4444404',
  '"': 'aa00000',
  '#': 'aavavaa',
  '%': 'op248j3',
  '&': 'cik8lid',
  "'": '4400000',
  '(': '2488842',
  ')': '8422248',
  '*': '04lel40',
  '+': '044v440',
  ',': '0000c48',
  '-': '000v000',
  '.': '00000cc',
  '/': '01248g0',
  0: 'ehjlphe',
  1: '4c4444e',
  2: 'eh1248v',
  3: 'v2421he',
  4: '26aiv22',
  5: 'vgu11he',
  6: '68guhhe',
  7: 'v124888',
  8: 'ehhehhe',
  9: 'ehhf12c',
  ':': '0cc0cc0',
  ';': '0cc0c48',
  '<': '248g842',
  '=': '00v0v00',
  '>': '8421248',
  '?': 'eh12404',
  A: 'ehhvhhh',
  B: 'uhhuhhu',
  C: 'ehggghe',
  D: 'sihhhis',
  E: 'vgguggv',
  F: 'vgguggg',
  G: 'ehgnhhf',
  H: 'hhhvhhh',
  I: 'e44444e',
  J: '72222ic',
  K: 'hikokih',
  L: 'ggggggv',
  M: 'hrllhhh',
  N: 'hhpljhh',
  O: 'ehhhhhe',
  P: 'uhhuggg',
  Q: 'ehhhlid',
  R: 'uhhukih',
  S: 'fgge11u',
  T: 'v444444',
  U: 'hhhhhhe',
  V: 'hhhhha4',
  W: 'hhhllla',
  X: 'hha4ahh',
  Y: 'hhha444',
  Z: 'v1248gv',
  '[': 'e88888e',
  ']': 'e22222e',
  _: '000000v',
  a: '00e1fhf',
  b: 'ggmphhu',
  c: '00egghe',
  d: '11djhhf',
  e: '00ehvge',
  f: '698s888',
  g: '0fhhf1e',
  h: 'ggmphhh',
  i: '40c444e',
  j: '20622ic',
  k: 'ggikoki',
  l: 'c44444e',
  m: '00qllhh',
  n: '00mphhh',
  o: '00ehhhe',
  p: '00uhugg',
  q: '00djf11',
  r: '00mpggg',
  s: '00ege1u',
  t: '88s8896',
  u: '00hhhjd',
  v: '00hhha4',
  w: '00hhlla',
  x: '00ha4ah',
  y: '00hhf1e',
  z: '00v248v',
  '|': '4444444',
  '±': '44v440v',
  '×': '0ha4ah0',
}

/** Dots from one character's left edge to the next one's. */
export const ADVANCE = 6

/** Whether a dot of a character is set, `x` from 0 to 4 and `y` from 0 to 6. */
export function isDot(character: string, x: number, y: number): boolean {
  const glyph = GLYPHS[character] ?? GLYPHS['?'] ?? ''
  return ((parseInt(glyph[y] ?? '0', 32) >> (4 - x)) & 1) === 1
}

/** Width of a text in dots. */
export function textWidth(text: string): number {
  return Math.max(0, Array.from(text).length * ADVANCE - 1)
}
