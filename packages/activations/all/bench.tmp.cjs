const tf=require('@tensorflow/tfjs-core'); require('@tensorflow/tfjs-layers'); require('@tensorflow/tfjs-node'); const wasm=require('@tensorflow/tfjs-backend-wasm');
const { drawSlopes } = require('@rectified/activations'); const {uniform}=require('@rectified/random'); const {randomUniform}=require('@rectified/random/tensors');
(async()=>{ for (const b of process.argv.slice(2)) { await tf.setBackend(b); await tf.ready();
const shape=b==='wasm'?[10,32,32,96]:[100,32,32,96];
const x=tf.randomNormal(shape), dy=tf.randomNormal(shape), s=tf.fill([96],.25), noise={seed:1,stream:0,step:0}; let step=0;
const g=tf.greater(x,0);
const ops={randomUniform:()=>randomUniform(shape,noise), drawSlopes:()=>drawSlopes(shape,{noise}), neg:()=>tf.neg(x), relu:()=>tf.relu(x), step:()=>tf.step(x,.2), greater:()=>tf.greater(x,0), where:()=>tf.where(g,x,dy),max:()=>tf.maximum(x,dy),min:()=>tf.minimum(x,0),sub:()=>tf.sub(x,dy),prelu:()=>tf.prelu(x,s),preluFull:()=>tf.prelu(x,dy),sum:()=>tf.sum(x,[0,1,2]),mul:()=>tf.mul(x,dy),mulc:()=>tf.mul(x,s), 'mul step':()=>tf.mul(dy,tf.step(x,.2)),where3:()=>tf.where(tf.greater(x,0),dy,tf.mul(dy,.2)), isnan:()=>tf.isNaN(x)};
for (const [n,f] of Object.entries(ops)) { const t=[]; for(let i=0;i<11;i++){const q=performance.now(); tf.tidy(()=>{f();}); t.push(performance.now()-q); } t.sort((a,b)=>a-b); console.log(b,n.padEnd(16),t[0].toFixed(1),'ms best', t[5].toFixed(1),'median'); }
}})();
