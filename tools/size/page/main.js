// The least page that segments: it stands, and starts when it is told to.
import { createSegmenter } from '@spad/web'

globalThis.start = async () => {
  const segmenter = await createSegmenter({
    model: '/model/',
    backend: 'wasm',
    wasmPaths: '/wasm/',
  })
  const image = { data: new Uint8Array(64 * 64), height: 64, width: 64, channels: 1 }
  const { labels } = await segmenter.segment(image)
  return labels.data.length
}
