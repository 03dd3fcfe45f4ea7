import sys,itertools,numpy as np,torch,tempfile,time
from course_utils.data.sample_folder import write_sample_folder
from course_utils.experiment import pictures, loop
from course_utils.experiment.config import Config
from course_utils.experiment.model import build
from course_utils.experiment.processes import Processes
from course_utils.experiment.train import Trainer
torch.set_num_threads(1); S=int(sys.argv[2])
folder=write_sample_folder('/tmp/s15/sample')
def one(seed,model="resnet20",**kw):
    c=Config(model,str(folder),epochs=10,seed=seed,threads=1,device="cpu",**kw)
    f=pictures.load(folder,32,model,c.validation,seed)
    m=build(model,3,32,5,seed)
    t=Trainer(c,m,f,Processes("cpu"))
    best=(0,None)
    s=time.time()
    while t.epoch<10:
        t.run_epoch()
        if t.is_best: best=(t.epoch,1-t.rows[-1]["validation_accuracy"],1-loop.evaluate(m,*f.test).accuracy)
    return best[1],best[2],round(time.time()-s)
if __name__=="__main__":
    for kw in eval(sys.argv[1]):
        r=[one(s,**kw) for s in range(S,S+5)]
        print(kw,[tuple(round(v,3) for v in x) for x in r],np.mean(r,axis=0).round(3),flush=True)
