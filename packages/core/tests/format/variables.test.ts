import { memory, variable, zeros } from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import '@tensorflow/tfjs-backend-cpu'
import { assignVariables, readVariables } from '../../src/index.js'

test('weights go into a network and come out again', async () => {
  const variables = { a: variable(zeros([2, 2])), b: variable(zeros([])) }
  const weights = {
    b: { shape: [], data: Float32Array.of(5) },
    a: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
  }
  const before = memory().numTensors
  assignVariables(variables, weights)
  expect(await readVariables(variables)).toEqual(weights)
  expect(memory().numTensors).toBe(before)
})

test('weights of another architecture are refused and nothing changes', async () => {
  const variables = { a: variable(zeros([2])), b: variable(zeros([1])) }
  const a = { shape: [2], data: Float32Array.of(1, 2) }
  const b = { shape: [1], data: Float32Array.of(3) }
  const cure = 'These are the weights of another architecture.'
  expect(() => {
    assignVariables(variables, { a })
  }).toThrow(
    `[@spad/core] the weight \`b\` is missing in what was saved and [1] in the network. ${cure}`,
  )
  expect(() => {
    assignVariables(variables, { a, b: { ...b, shape: [1, 1] } })
  }).toThrow(
    `[@spad/core] the weight \`b\` is [1, 1] in what was saved and [1] in the network. ${cure}`,
  )
  expect(() => {
    assignVariables(variables, { a, b, c: b })
  }).toThrow(
    `[@spad/core] the weight \`c\` is [1] in what was saved and missing in the network. ${cure}`,
  )
  expect((await readVariables(variables)).a?.data).toEqual(new Float32Array(2))
})
