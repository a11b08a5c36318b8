import { cpus } from 'node:os'
import { basename } from 'node:path'
import { getBackend } from '@tensorflow/tfjs-core'
import { version_core as tfjs } from '@tensorflow/tfjs-core'
import type { PartConfig } from '@spad/core'
import type { AnswerOptions } from '../segmenting/evaluate-model.js'
import { withoutPlaces } from '../config/without-places.js'
import { version } from '../support/version.js'

/** What scores are of, and what made them; names of folders, not their places. */
export function aboutScores(
  { model, data, split }: { model: readonly string[]; data: string | PartConfig; split: string },
  options: AnswerOptions,
): Record<string, unknown> {
  return {
    models: model.map((place) => basename(place)),
    data: withoutPlaces(data),
    split,
    options,
    versions: { spad: version, node: process.versions.node, tfjs },
    machine: `${process.platform} ${process.arch}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}`,
    backend: getBackend(),
    date: new Date().toISOString(),
  }
}
