let spare: Float32Array | undefined

/** Room that a picture's values lay in which is done with, for the next one; nobody else has it until it is given back. */
export function takeRoom(): Float32Array | undefined {
  const room = spare
  spare = undefined
  return room
}

/** Gives back the room of values that nobody looks at any more. */
export function giveRoom(values: Float32Array): void {
  const { buffer } = values
  if (buffer instanceof ArrayBuffer && buffer.byteLength > (spare?.byteLength ?? 0))
    spare = new Float32Array(buffer)
}
