/** Allows for the traces of colour that JPEG leaves in a grey picture, unless told otherwise. */
export function isColoured({ data }: ImageData, traces = 24): boolean {
  for (let i = 0; i < data.length; i += 4) {
    const [red = 0, green = 0, blue = 0] = data.subarray(i, i + 3)
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > traces) return true
  }
  return false
}
