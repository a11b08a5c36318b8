import { createRequire } from 'node:module'
import { fail, type Model } from '@spad/core'
import { inferByOnnx, type OnnxRuntime } from '@spad/onnx'
import { locate } from './optional-package.js'

/** What computes a network's passes: tfjs on its backend, or onnxruntime. */
export const engineNames = ['tfjs', 'onnxruntime'] as const

export type EngineName = (typeof engineNames)[number]

/** What `--engine` says of itself. */
export const engineHelp =
  'what computes the network: tfjs on the backend, or onnxruntime, by the package onnxruntime-node (default: tfjs)'

export interface EngineOptions {
  /** Threads of onnxruntime. @default as many as there are cores */
  readonly threads?: number | undefined
}

const PACKAGE = 'onnxruntime-node'

/**
 * Gives models an engine: with `onnxruntime`, a model's network is exported and opened as a session, see
 * `inferByOnnx` of `@spad/onnx`. The little that is left around the network stays with tfjs' backend.
 *
 * @returns What gives a model the engine; it throws a SpadError if `onnxruntime-node` is not installed, or if
 *   the model's network cannot be exported or iterates.
 */
export function useEngine(
  name: EngineName,
  { threads }: EngineOptions = {},
): (model: Model) => Promise<Model> {
  if (name === 'tfjs') return (model) => Promise.resolve(model)
  return (model) =>
    inferByOnnx(model, loadRuntime(), {
      name: PACKAGE,
      session: { executionProviders: ['cpu'], ...(threads && { intraOpNumThreads: threads }) },
    })
}

/** The backend for what is left to tfjs: beside onnxruntime that is little, for which native is not started. */
export function backendBeside<T extends string>(engine: EngineName, backend: T): T | 'wasm' {
  return engine === 'onnxruntime' && backend === 'auto' ? 'wasm' : backend
}

function loadRuntime(): OnnxRuntime {
  const cure = `Run \`npm install ${PACKAGE}\`, or let tfjs compute: \`--engine tfjs\`.`
  const file = locate(PACKAGE)
  if (file === undefined) return fail('node', `\`${PACKAGE}\` is not installed. ${cure}`)
  try {
    return createRequire(import.meta.url)(file) as OnnxRuntime
  } catch (error) {
    const [reason] = String(error).split('\n')
    return fail('node', `\`${PACKAGE}\` does not load (${reason ?? ''}). ${cure}`, error)
  }
}
