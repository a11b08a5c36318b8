type Rgb = readonly [number, number, number]

// sRGB to XYZ under D50, Bradford adapted, and back (ICC.1:2022, as DICOM PS3.3 C.10.7.1.1 asks). Others took
// D65: dcmjs before 0.52.1, highdicom 0.28 and dcmqi 1.5, which show such a colour up to six of 255 off.
const TO_XYZ = [
  [0.4360747, 0.3850649, 0.1430804],
  [0.2225045, 0.7168786, 0.0606169],
  [0.0139322, 0.0971045, 0.7141733],
]
const TO_RGB = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
]
const WHITE = [0.9642, 1, 0.8249]

/** A colour of 0 to 255 as DICOM's CIELab of 0 to 65535. */
export function toCieLab(rgb: Rgb): [number, number, number] {
  const linear = rgb.map((value) => expand(value / 255))
  const [x = 0, y = 0, z = 0] = multiply(TO_XYZ, linear).map((value, i) => root(value / WHITE[i]!))
  return [
    word((116 * y - 16) / 100),
    word((500 * (x - y) + 128) / 255),
    word((200 * (y - z) + 128) / 255),
  ]
}

/** DICOM's CIELab as a colour of 0 to 255. */
export function fromCieLab([l = 0, a = 0, b = 0]: readonly number[]): [number, number, number] {
  const y = ((l / 65535) * 100 + 16) / 116
  const roots = [y + ((a / 65535) * 255 - 128) / 500, y, y - ((b / 65535) * 255 - 128) / 200]
  const xyz = roots.map((value, i) => cube(value) * WHITE[i]!)
  const [red = 0, green = 0, blue = 0] = multiply(TO_RGB, xyz).map((value) =>
    Math.round(255 * Math.min(1, Math.max(0, compress(value)))),
  )
  return [red, green, blue]
}

const multiply = (matrix: readonly number[][], vector: readonly number[]): number[] =>
  matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i]!, 0))

const expand = (value: number): number =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
const compress = (value: number): number =>
  value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055
const root = (value: number): number =>
  value > 216 / 24389 ? Math.cbrt(value) : ((24389 / 27) * value + 16) / 116
const cube = (value: number): number =>
  value > 6 / 29 ? value ** 3 : (116 * value - 16) / (24389 / 27)
const word = (value: number): number => Math.round(65535 * Math.min(1, Math.max(0, value)))
