import { readFileSync } from 'node:fs'
import { disposeVariables } from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import {
  countParameters,
  maskUnet,
  multiplyAdds,
  plainPresets,
  plainUnet,
  type PresetName,
  presets,
  unet,
} from '../src/index.js'
import { onBackend } from './backend.js'

onBackend('cpu')

const image = { channels: 1, classes: 2 }

test('a convolution counts its kernel once per pixel of its output', () => {
  const { config } = unet({ ...image, widths: [4, 6] })
  // stem 9·1·4; at half: 9·4·6, two of 9·6·6, 6·4 to narrow; two of 9·4·4; head 4·2
  const half = (216 + 2 * 324) / 4
  expect(multiplyAdds(config, 8, 8)).toEqual({
    encode: 64 * (36 + half),
    denoise: 64 * (24 / 4 + 2 * 144 + 8),
  })
})

test('attention counts the square of its pixels', () => {
  const options = { ...image, widths: [4, 6] }
  const [without, withAttention] = [0, 2].map(
    (attention) => multiplyAdds(unet({ ...options, attention }).config, 8, 8).encode,
  ) as [number, number]
  expect(withAttention - without).toBe(16 * 4 * 36 + 2 * 16 * 16 * 6)
})

test('a denoiser of somebody else is not counted', () => {
  expect(() => multiplyAdds({ type: 'mine' }, 8, 8)).toThrow(
    '[@spad/models] `type` is "mine": only unet, maskUnet, plainUnet can be counted.',
  )
})

test('the table of sizes in the README is what the code makes', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const rows = readme.split('\n').filter((line) => /^\| `(tiny|small|base)`/.test(line))
  const names: PresetName[] = ['tiny', 'small', 'base']
  expect(rows.map((row) => row.replaceAll(/\s+/g, ' '))).toEqual(names.map(rowOf))
  disposeVariables()
})

function rowOf(name: PresetName): string {
  const denoisers = [
    unet({ ...image, ...presets[name] }),
    maskUnet({ ...image, ...presets[name] }),
    plainUnet({ ...image, ...plainPresets[name] }),
  ]
  const cells = denoisers.flatMap((denoiser) => {
    const { encode, denoise } = multiplyAdds(denoiser.config, 128, 128)
    const million = (value: number): string => (value / 1e6).toFixed(0)
    const work = denoiser.usesState
      ? `${million(encode)} + ${million(denoise)} a step`
      : million(encode + denoise)
    return [countParameters(denoiser).toLocaleString('en-US'), work]
  })
  return `| \`${name}\` | ${cells.join(' | ')} |`
}
