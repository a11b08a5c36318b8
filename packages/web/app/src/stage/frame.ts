/** Where the picture lies on the canvas, in the canvas's pixels. */
export interface Frame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The largest frame of the picture's shape that fits. */
export function fitFrame(
  canvas: { readonly width: number; readonly height: number },
  picture: { readonly width: number; readonly height: number },
): Frame {
  const scale = Math.min(canvas.width / picture.width, canvas.height / picture.height)
  const width = picture.width * scale
  const height = picture.height * scale
  return { left: (canvas.width - width) / 2, top: (canvas.height - height) / 2, width, height }
}
