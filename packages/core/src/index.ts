export { affine, type AffineOptions } from './augment/affine.js'
export {
  type Augment,
  composeAugment,
  type GeometricAugment,
  geometricAugment,
} from './augment/augment.js'
export {
  type AugmentConfig,
  augmentFromConfig,
  augmentParts,
  defaultAugment,
} from './augment/augment-config.js'
export { blur, type BlurOptions, gaussianBlur } from './augment/blur.js'
export { brightness, type BrightnessOptions } from './augment/brightness.js'
export { contrast, type ContrastOptions } from './augment/contrast.js'
export { elastic, type ElasticOptions } from './augment/elastic.js'
export { flip, type FlipOptions } from './augment/flip.js'
export { gamma, type GammaOptions } from './augment/gamma.js'
export { gaussianNoise, type GaussianNoiseOptions } from './augment/gaussian-noise.js'
export { intensityAugment } from './augment/intensity.js'
export type { Warp, WarpField } from './augment/warp.js'
export type { Backend, BackendStartOptions, StartedBackend } from './contracts/backend.js'
export type { Batch } from './contracts/batch.js'
export { amount } from './support/amount.js'
export { breather } from './support/breathe.js'
export { checkNumber, type NumberRule } from './support/check.js'
export { checkLabelMap, checkRaster } from './raster/check-raster.js'
export type { Code } from './support/code.js'
export { mapInto } from './support/map-into.js'
export { csvCell } from './support/csv-cell.js'
export type { Dataset, DatasetSource, DescribedDataset, LabelClass } from './contracts/dataset.js'
export type { Denoiser, DenoiserConfig, Features } from './contracts/denoiser.js'
export { drawClasses } from './training/draw-classes.js'
export {
  fail,
  SpadError,
  type SpadErrorContent,
  spadErrorFrom,
  type SpadErrorOptions,
  wordsOf,
} from './support/errors.js'
export {
  GroupNorm,
  type GroupNormAttributes,
  GroupNormGrad,
  type GroupNormGradInputs,
  type GroupNormInputs,
  hasKernel,
  SoftmaxSums,
  SoftmaxSumsGrad,
} from './kernels/fused-kernels.js'
export { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './format/checkpoint.js'
export { encodeModel } from './format/encode-model.js'
export { encodeTensors } from './format/encode-tensors.js'
export { float16Value, fromFloat16 } from './format/float16.js'
export type { JsonObject } from './format/json-file.js'
export { decodeModel, type ModelContent } from './format/model-file.js'
export { type ReadFile, type SavedFile, sha256 } from './format/saved-file.js'
export { readVariables } from './format/read-variables.js'
export {
  decodeTensors,
  type StoredType,
  type TensorData,
  type WeightSpec,
} from './format/tensor-data.js'
export { toFloat16 } from './format/to-float16.js'
export { assignVariables } from './format/variables.js'
export {
  type Calibration,
  type CalibrationBin,
  type CalibrationMeter,
  calibrationMeter,
} from './metrics/calibration.js'
export { type Distances, unitOf } from './metrics/distances.js'
export type { Spacing } from './metrics/distance-transform.js'
export { type Means, type Metric, type MetricInfo, METRICS } from './metrics/metric.js'
export { type ProgressMeter, progressMeter } from './metrics/progress-meter.js'
export type { ClassScores } from './metrics/class-scores.js'
export { isClearGain } from './metrics/clear-gain.js'
export { type CaseScores, scoreCase, type ScoreOptions } from './metrics/score-case.js'
export { scoreVolume } from './metrics/score-volume.js'
export {
  type CaseSummary,
  type ClassSummary,
  type Statistics,
  summarize,
  type SummarizeOptions,
  type Summary,
} from './metrics/summarize.js'
export { intervalNotes, summaryCsv, summaryTable } from './metrics/summary-text.js'
export {
  type UncertaintyMeter,
  uncertaintyMeter,
  type UncertaintyMeterOptions,
  type UncertaintyQuality,
} from './metrics/uncertainty.js'
export {
  type ImageProfile,
  type ProfileMeter,
  profileMeter,
  unlikeProfile,
} from './raster/image-profile.js'
export { type AreaMeter, areaMeter, findMinArea } from './raster/min-area.js'
export type { Inference } from './contracts/inference.js'
export type { Diffusion, Model, Postprocessing, Preprocessing } from './contracts/model.js'
export type { Segmenter, SegmenterInfo } from './contracts/segmenter.js'
export type { Noise, NoiseContext } from './contracts/noise.js'
export type { NoiseSchedule } from './contracts/noise-schedule.js'
export {
  type Answered,
  chooseObjectRules,
  type ChosenRule,
  classDice,
  type ObjectChoice,
} from './objects/choose-object-rules.js'
export { type ComponentOptions, components } from './objects/components.js'
export type { Components } from './objects/groups.js'
export type { ObjectRule } from './contracts/model.js'
export { applyObjectRules, isActive } from './objects/object-rule.js'
export { volumeComponents } from './objects/volume-components.js'
export { applyVolumeObjectRules } from './objects/volume-object-rules.js'
export { argmaxLabels, oneHot } from './raster/one-hot.js'
export { inTurns } from './support/in-turns.js'
export { isObject } from './support/is-object.js'
export { orAbort } from './support/or-abort.js'
export {
  type Build,
  buildPart,
  type Configured,
  configOf,
  configured,
  optionsOf,
  type PartConfig,
  type PartFactory,
  type PartTable,
} from './contracts/part.js'
export {
  type DefinedPart,
  definePart,
  type Given,
  type Option,
  type Options,
  type PartDefinition,
  type Settled,
} from './contracts/define-part.js'
export {
  type AnyPart,
  type DefinedTable,
  kindInWords,
  partOf,
  partTable,
} from './contracts/part-table.js'
export {
  aNumber,
  aShare,
  aText,
  fieldsOf,
  listOf,
  namedOf,
  oneOf,
  refuseValue,
  type Rule,
  ruleFor,
  yesOrNo,
} from './contracts/rule.js'
export type { Intensity, Measured, ProgressSchedule } from './contracts/progress-schedule.js'
export {
  createRandom,
  type Random,
  randomNormal,
  type RandomState,
  randomUniform,
} from './support/random.js'
export { resizeLabels, resizeRaster } from './raster/resize.js'
export { pairwiseDice } from './readers/agreement.js'
export { BANDS, boundaryBand } from './readers/boundary-band.js'
export type { ReadersUse } from './readers/choose-readers.js'
export { type Likeness, likeness } from './readers/likeness.js'
export { majority } from './readers/majority.js'
export { mapLabels } from './readers/map-labels.js'
export {
  type ReaderMetric,
  type ReaderTruth,
  type SampledAnswer,
  scoreSamples,
} from './readers/score-samples.js'
export {
  type ShareBin,
  type ShareCalibration,
  type ShareMeter,
  shareMeter,
} from './readers/share-meter.js'
export {
  READER_METRICS,
  type ReaderSummary,
  readersTable,
  summarizeReaders,
  type SummarizeReadersOptions,
} from './readers/summarize-readers.js'
export { levelSets } from './readers/level-sets.js'
export { softTarget } from './readers/soft-target.js'
export { type Staple, staple, type StapleOptions } from './readers/staple.js'
export type { LabelMap, Level, Raster, Sample } from './contracts/sample.js'
export type { PredictClean, Sampler, SamplerContext } from './contracts/sampler.js'
export {
  type BatchGradients,
  type ComputeGradients,
  gradientsHere,
  gradientsOf,
  type GradientsContext,
} from './training/gradients.js'
export { stack } from './training/batches.js'
export type { Corner, Fit, Merge, Size, Windows } from './contracts/fit.js'
export { fits, resize } from './fit/fit.js'
export { checkScales } from './inference/scales.js'
export { picturesSeen } from './fit/pictures-seen.js'
export { overlapping, windows, type WindowsOptions } from './fit/windows.js'
export {
  choosePreference,
  type ChosenPreference,
  type ChoosePreferenceOptions,
  type Probable,
} from './metrics/choose-preference.js'
export { meanClassDice } from './metrics/mean-class-dice.js'
export { preferred } from './raster/preferred.js'
export { stackChannels } from './raster/stack-channels.js'
export { IGNORED, withoutIgnored } from './raster/ignored.js'
export { withoutUnknown } from './raster/unknown.js'
export { lossOf } from './training/partial-target.js'
export type { PatchOptions } from './training/patches.js'
export { type CaseReaderOptions, readSample } from './training/case-reader.js'
export {
  type LearningRateSchedule,
  oneCycle,
  type OneCycleOptions,
} from './training/learning-rate.js'
export { diceCrossEntropy, type DiceCrossEntropyOptions, type Loss } from './training/losses.js'
export { learningRateParts, lossParts, optimizerParts } from './training/training-parts.js'
export {
  adamW,
  type AdamWOptions,
  adamWPart,
  type MakeOptimizer,
  type Optimizer,
} from './training/optimizer.js'
export { decode, type DecodeOptions, diffusionOf, encode, stateScale } from './inference/predict.js'
export { normalize, prepareImage } from './raster/preprocess.js'
export type { Segmentation, SegmentOptions } from './contracts/segmentation.js'
export { segment, segmentationOf, segmentLabels } from './inference/segment.js'
export {
  type SampledSegmentation,
  type SampleOptions,
  segmentSamples,
} from './inference/segment-samples.js'
export {
  segmentTogether,
  type SegmentTogetherOptions,
  type Together,
} from './inference/segment-together.js'
export { train, TrainingDiverged } from './training/train.js'
export type {
  EmaOptions,
  TrainEvent,
  TrainOptions,
  TrainState,
  Validation,
} from './training/train-options.js'
export { createValidation, type ValidationOptions } from './training/validation.js'
export type { Grid } from './contracts/grid.js'
export type { LabelVolume, NamedFile, Reader, ReadOptions, Writer } from './contracts/reader.js'
export type { Rescale, Scan, ScanData } from './contracts/scan.js'
export { orientationLetters, orientationOf } from './volume/orientation.js'
export type { Prepare, Prepared, PrepareOptions, PrepareTogetherOptions } from './volume/prepare.js'
export { prepareParts } from './volume/prepare-parts.js'
export { inWords } from './volume/in-words.js'
export { prepareSlices } from './volume/prepare-slices.js'
export { trainedPrepare, type TrainedPrepare } from './volume/trained-prepare.js'
export { segmentVolume, type SegmentVolumeOptions } from './volume/segment-volume.js'
export { planeOf, SLICE_AXES, type SliceAxis, type Slicing, slicingOf } from './volume/slicing.js'
export { type ValueRange, valueRange, type Window } from './volume/value-range.js'
export { type ChannelWindows, windowPerChannel } from './volume/channel-windows.js'
export {
  type ClassVolume,
  classVolumes,
  type ComparedVolume,
  voxelMillilitres,
} from './volume/class-volumes.js'
export { gridDifference } from './volume/grid-difference.js'
export { onGrid, unitedGrid } from './volume/on-grid.js'
export { neighboursOf, refuseOneSlice, SINGLE_SLICE } from './volume/one-slice.js'
export { sliceLabels } from './volume/slice-labels.js'
export { channelCount, oneChannel, prepareTogether, splitChannels } from './volume/scan-channels.js'
