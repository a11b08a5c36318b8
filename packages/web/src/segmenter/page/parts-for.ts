import { type ModelConfig, type ModelParts, onePassParts } from '@spad/models'

/** The parts that a model names: most need few, and the others come with those that need more. */
export async function partsFor({ denoiser, diffusion, fit }: ModelConfig): Promise<ModelParts> {
  const { type, attention = 0, encoder, deep } = denoiser
  const plain = attention === 0 && !encoder && !deep
  if (!diffusion && !fit && plain && Object.hasOwn(onePassParts.denoisers, type))
    return onePassParts
  return (await import('./all-parts.js')).modelParts
}
