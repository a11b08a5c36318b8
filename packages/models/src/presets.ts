/** Sizes of the residual networks: about 0.1, 0.35 and 2.3 million parameters. */
export const presets = {
  tiny: { widths: [12, 16, 28, 48], blocks: [0, 1, 1, 1] },
  small: { widths: [16, 24, 48, 96], blocks: [0, 1, 1, 1] },
  base: { widths: [24, 48, 96, 192], blocks: [0, 1, 2, 2], attention: 4 },
} as const

/** Plain U-Nets of about as many parameters as the {@link presets}, to compare with. */
export const plainPresets = {
  tiny: { widths: [8, 16, 32, 60] },
  small: { widths: [14, 28, 56, 112] },
  base: { widths: [36, 72, 144, 288] },
} as const

/** The name of a size. */
export type PresetName = keyof typeof presets
