/**
 * ᾱ(t): the share of signal power left at diffusion time `t ∈ [0, 1]`; falls from 1 at `t = 0` to
 * (nearly) 0 at `t = 1`.
 *
 * Source: Ho et al. 2020 (DDPM), eq. 4, in continuous time.
 */
export type NoiseSchedule = (t: number) => number
