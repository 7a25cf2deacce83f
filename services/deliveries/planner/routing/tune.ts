export const tune = {
  stopsMean: 10, stringMax: 10, splitShare: 0.5, splitMore: 0.01, blink: 0.01,
  orderWeights: [4, 4, 2, 1, 2, 2, 2],
  vehicleShare: 0.3, vehicleHeat: 1, closeNoise: 0.5,
  ejectShare: 0.1, ejectedMax: 2, log: false,
  heatStart: 5, heatAgain: 1, heatEnd: 0.02,
  absentCost: 1, absentMore: 1.003, absentLess: 0.9995,
  cycle: 300, incomplete: 100, repair: 1000, attemptShare: 0.25,
}
const env = typeof process !== 'undefined' ? process.env.TUNE : undefined
if (env) Object.assign(tune, JSON.parse(env))
