import { createRandom, type Denoiser } from '@spad/core'
import { testPart } from '@spad/core/testing'
import { expect, test } from 'vitest'
import { modelPartBuilder, modelParts } from '../src/index.js'
import { ensemblePart } from '../src/ensemble.js'
import { maskUnet } from '../src/mask-unet.js'
import type { DenoiserContext } from '../src/network.js'
import { plainUnet } from '../src/plain-unet.js'
import { convolutionalUnet, unet } from '../src/unet.js'
import { onBackend } from './backend.js'

onBackend('cpu')

const shape = { channels: 1, classes: 2 }
const small = { ...shape, widths: [4, 4, 4], groupSize: 2 }
const member = { type: 'plainUnet', ...small }
const more: DenoiserContext = [createRandom(0), modelPartBuilder(modelParts)]
const free = (denoiser: Denoiser): void => {
  denoiser.dispose()
}

for (const part of [unet, convolutionalUnet, maskUnet, plainUnet])
  testPart<Denoiser, DenoiserContext>(test, part.type, part, { options: small, more, free })

testPart<Denoiser, DenoiserContext>(test, ensemblePart.type, ensemblePart, {
  options: { members: [member, member] },
  more,
  free,
})

test('the table is collected from the parts', () => {
  expect(Object.keys(modelParts.denoisers)).toEqual([
    unet.type,
    maskUnet.type,
    plainUnet.type,
    ensemblePart.type,
  ])
})
