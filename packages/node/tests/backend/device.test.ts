import { describe, expect, test } from 'vitest'
import { describeCard } from '../../src/backend/device.js'
import { fakeMachine } from '../native/fake-tools.js'

describe('the card', () => {
  test('is described by its driver', async () => {
    const machine = await fakeMachine()
    const line = 'NVIDIA A100-SXM4-80GB, 81920, 550.54.15'
    await machine.replace('nvidia-smi', `console.log('${line}\\nNVIDIA T4, 15360, 550.54.15')`)
    expect(await describeCard()).toEqual({
      device: 'NVIDIA A100-SXM4-80GB',
      memory: 81920 * 2 ** 20,
      driver: '550.54.15',
    })
  })

  test('has no more than a maker without it', async () => {
    const machine = await fakeMachine()
    await machine.replace('nvidia-smi', undefined)
    expect(await describeCard()).toEqual({ device: 'NVIDIA GPU' })
  })
})
