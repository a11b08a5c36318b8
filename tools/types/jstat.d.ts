/** What is used of jstat, which has no types of its own. */
declare module 'jstat' {
  interface Distribution {
    cdf(x: number, ...parameters: number[]): number
    inv(p: number, ...parameters: number[]): number
  }
  const jStat: Record<'chisquare' | 'noncentralt' | 'normal' | 'studentt', Distribution>
  export default jStat
}
