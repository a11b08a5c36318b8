/** A unique identifier from a random UUID (DICOM PS3.5, B.2). */
export function newUid(): string {
  const hex = globalThis.crypto.randomUUID().replaceAll('-', '')
  return `2.25.${BigInt(`0x${hex}`).toString()}`
}
