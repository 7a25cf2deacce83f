import { openRoads } from '/tmp/trees/promise/engines/roads/index.ts'
import { readBaskets, readDay, stores } from '/tmp/trees/promise/bench/promise/demand.ts'
import { openStreets } from '/tmp/trees/promise/bench/promise/streets.ts'
import { fatesOf, pickersOf } from '/tmp/trees/promise/bench/promise/nature.ts'
import { simulate } from '/tmp/trees/promise/bench/promise/simulate.ts'
import { flat, learning } from '/tmp/trees/promise/bench/promise/promisers.ts'
import { planGreedy } from '/tmp/trees/promise/services/deliveries/planner/greedy.ts'
const folder='/work/shared/data/demand'
const t0=performance.now()
const roads = await openRoads({ file: '/work/shared/data/city/kolkata-saltlake.osm.pbf', cacheDir: '/tmp/promise-cache' })
const baskets = await readBaskets(folder)
const q=(l:number[],p:number)=>[...l].sort((a,b)=>a-b)[Math.floor(l.length*p)]!
const rules={pickBaseS:120,pickQueueS:20,handoverS:150,floorMinutes:8}
const misses={early:.06,late:.04}
const cities=(process.argv[2]??'bogota').split(',')
const worlds=[] as any[]
for (const c of cities) {
  const day=await readDay(folder,c+'_day_a',{roads,baskets,seed:1})
  console.log(c,day.facts,performance.now()-t0)
  worlds.push({c,day,streets:openStreets(roads,day.stores,day.orders.map(o=>o.door)),fates:fatesOf(day,1),pickers:pickersOf(day)})
}
const say=(name:string,n:number,day:any,run:any)=>{
  const d=run.done; const kept=d.filter((x:any)=>x.actualS<=x.told.minutes*60).length
  const cov=d.filter((x:any)=>x.actualS>=x.told.earliestMinutes*60&&x.actualS<=x.told.latestMinutes*60).length/d.length
  const total=day.orders.length
  console.log(name,'riders',n,'kept',(kept/(total-run.refused)*100).toFixed(1),'med',q(d.map((x:any)=>x.told.minutes),.5),'p90',q(d.map((x:any)=>x.told.minutes),.9),'cov',(cov*100).toFixed(1),'refused',run.refused,'undel',total-run.refused-d.length,'c2d',(d.reduce((s:any,x:any)=>s+x.actualS,0)/d.length/60).toFixed(1),'/rh',(d.length/run.riderHours).toFixed(2),'busy',(run.busyShare*100).toFixed(0),'together',(d.reduce((s:any,x:any)=>s+x.together,0)/d.length).toFixed(2),'round max',q(run.roundsMs.length?run.roundsMs:[0],.99).toFixed(1),'t',((performance.now()-t0)/1000).toFixed(0))
}
const ns=(process.argv[3]??'150,200,250').split(',').map(Number)
for(const n of ns){
  let states:any[]=[]
  for(const w of worlds){
    const {day,fates,pickers,streets}=w
    const riders=Math.round(n*(w.c==='medellin'?day.orders.length/worlds.at(-1).day.orders.length:1))
    const base={day,fates,pickers,streets,riders,capacity:2}
    if(process.argv[4]!=='1'&&w.c==='bogota') say('nearest flat12',riders,day,simulate({...base,planner:null,aheadS:0,promiser:flat(12)}))
    if(process.argv[4]) for(const aheadS of (process.argv[5]??'0,180').split(',').map(Number)) say(w.c+' greedy model ahead '+aheadS,riders,day,simulate({...base,planner:planGreedy,aheadS,promiser:learning({...rules,misses,mostMinutes:60},states)}))
  }
}
