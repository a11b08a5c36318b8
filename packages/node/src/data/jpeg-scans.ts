/**
 * Counts a JPEG's scans, each of which a decoder goes over the whole picture for.
 *
 * Source: ITU-T T.81, annex B: markers begin with a byte of 255, which within a scan's own data is
 * followed by 0 or by a restart.
 */
export function countJpegScans(bytes: Uint8Array): number {
  let scans = 0
  for (let at = 2; at + 3 < bytes.length;) {
    if (bytes[at] !== 0xff) {
      at = bytes.indexOf(0xff, at)
      if (at < 0) break
      continue
    }
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xd9) break
    if (marker === 0xff) at += 1
    else if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else {
      if (marker === 0xda) scans++
      at += 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0))
    }
  }
  return scans
}
