export const tune = {
  stopsMean: 10,
  stringMax: 10,
  splitShare: 0.5,
  splitMore: 0.01,
  blink: 0.01,
  orderWeights: [4, 4, 2, 1, 2, 2, 2],
  vehicleShare: 0.35,
  vehicleHeat: 1,
  heatStart: 1,
  heatEnd: 0.01,
  urgentShare: 0, absentShare: 0, stall: 5000, log: false, absentCost: 3, absentMore: 1.003, absentLess: 0.9995,
}
const env = typeof process !== 'undefined' ? process.env.TUNE : undefined
if (env) Object.assign(tune, JSON.parse(env))
