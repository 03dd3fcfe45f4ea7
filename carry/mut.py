import random,collections,sys
from course_utils.maintenance.claims import mutate, files
rng=random.Random(int(sys.argv[1])); c=collections.Counter()
for kind,what,by in mutate.sentences([],320,rng):
    c[bool(by)]+=1
    if not by: print("survived",kind,what,flush=True)
print("sentences",dict(c),flush=True)
rng=random.Random(int(sys.argv[1])+1); c=collections.Counter()
for kind,what,by in files.changes(80,rng):
    c[kind,bool(by)]+=1
    print(dict(c), what[:120], "|", str(by)[:100], flush=True)
