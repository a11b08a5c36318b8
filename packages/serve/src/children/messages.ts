import type { SegNrrdOptions } from '@spad/formats'
import type { LabelClass, NamedFile, Preprocessing, Raster, SliceAxis } from '@spad/core'
import type { AskedWindows } from '@spad/node'

/** What can be made of an image. */
export const OUTPUTS = ['labels', 'probabilities', 'uncertainty', 'overlay'] as const

export type Output = (typeof OUTPUTS)[number]

/** How a volume's labels are written. */
export const VOLUME_FORMATS = ['nifti', 'nrrd', 'seg'] as const

export type VolumeFormat = (typeof VOLUME_FORMATS)[number]

/** What is asked of a model: all of it plain data, since it goes to another process. */
export type Question =
  /** Numbers in, numbers out. */
  | { readonly kind: 'tensor'; readonly image: Raster; readonly outputs: readonly Output[] }
  /** A PNG, JPEG or TIFF in, PNGs out. */
  | { readonly kind: 'picture'; readonly bytes: Uint8Array; readonly outputs: readonly Output[] }
  /** Medical files of one scan in, a label volume out. */
  | ({ readonly kind: 'scan'; readonly files: readonly NamedFile[] } & ScanQuestion)

/** How a scan is looked at, and its labels written; what is left out is as the model was trained. */
export interface ScanQuestion {
  readonly format?: VolumeFormat | undefined
  /** How the samples of an NRRD are stored. */
  readonly nrrd?: SegNrrdOptions | undefined
  readonly axis?: SliceAxis | undefined
  /** Of all channels, or of some by their names. */
  readonly window?: AskedWindows | undefined
  /** One of several channels of a scan, such as a time, from 0. */
  readonly channel?: number | undefined
}

/** A file that was made. */
export interface MadeFile {
  readonly name: string
  /** Its media type. */
  readonly type: string
  readonly bytes: Uint8Array
}

export type Answer =
  | {
      readonly kind: 'tensor'
      readonly labels: Uint8Array
      readonly probabilities?: Float32Array
      readonly uncertainty?: Float32Array
    }
  | {
      readonly kind: 'files'
      readonly files: readonly MadeFile[]
      /** What was noticed about a scan, and how it was looked at: sentences. */
      readonly notes?: readonly string[]
    }

/** An answer, or why there is none: `status` as HTTP has it. */
export type Result =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly status: number; readonly message: string }

/** What a served model is. */
export interface ModelInfo {
  readonly name: string
  readonly preprocessing: Preprocessing
  readonly classes: readonly LabelClass[]
  /** Whether its answer is refined in steps. */
  readonly refines: boolean
}

/** What a child is started with. */
export interface ChildOptions {
  /** Names and where the models are. */
  readonly models: readonly (readonly [name: string, place: string])[]
  readonly backend: 'auto' | 'cuda' | 'native' | 'webgpu' | 'wasm' | 'cpu' | 'wasm-relaxed'
  readonly engine?: 'tfjs' | 'onnxruntime'
  readonly threads?: number
  readonly parts?: string
}

export type ToChild =
  | { readonly kind: 'start'; readonly options: ChildOptions }
  | { readonly kind: 'batch'; readonly model: string; readonly questions: readonly Question[] }

export type FromChild =
  | { readonly kind: 'ready'; readonly models: readonly ModelInfo[]; readonly backend: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'results'; readonly results: readonly Result[] }
