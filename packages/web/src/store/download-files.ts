import type { SavedFile } from '@spad/core'

/** Hands files to the visitor as downloads, as if a link to each had been clicked. */
export function downloadFiles(files: readonly SavedFile[]): void {
  for (const { name, data } of files) {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([data as Uint8Array<ArrayBuffer>]))
    link.download = name
    link.click()
    // the download has begun by then
    setTimeout(() => {
      URL.revokeObjectURL(link.href)
    }, 10_000)
  }
}
