/*
 * RobustMutex and LockCell: three processes enter and leave, and any of them may die after any step. Checked: never are two living
 * ones inside; who follows one that died inside is told so; nobody sleeps for ever at a lock that is free or whose holder is dead
 * (spin calls that an invalid end state).
 */

#ifndef DEATHS
#define DEATHS 2
#endif
#ifndef ROUNDS
#define ROUNDS 1
#endif

byte deaths = DEATHS;
bool asleep[5];
bool died[5];      /* what is so */
bool known[5];     /* what the living have been told */
byte word;         /* the wait word */
byte owner;        /* 0 is free */
byte inside;       /* how many living processes are */
bool torn;         /* somebody died inside, and nobody has been told of it yet */

#define WHERE_IT_MAY_REST /* nowhere: who sleeps at the end was left behind */
#include "wait.pml"

inline tell() {
#ifdef PLANT_TELL_AFTER_WAKING
    wake_all(word, next);
    known[who] = true;
#else
    known[who] = true;
    wake_all(word, next);
#endif
    who = 0
}

#ifdef PLANT_SKIP_OWNER_CHECK
#define IS_DEAD(who) true
#else
#define IS_DEAD(who) known[who]
#endif

proctype Process() {
    byte rounds = ROUNDS;
    byte prepared, holder, next;
    bool abandoned;

    do
    :: rounds == 0 -> break
    :: rounds > 0 ->
        rounds--;
        /* Enter: (1) compare-and-swap; (2), (3) only when it failed: prepare, look, sleep. */
        do
        :: atomic { owner == 0 -> owner = _pid; goto entered }
        :: owner != 0 ->
           prepare(word, prepared)
           holder = owner;
           if
           :: holder == 0
           :: atomic {
                holder != 0 && IS_DEAD(holder) ->
                if
                :: owner == holder -> owner = _pid; abandoned = true; goto entered
                :: else
                fi
              }
           :: holder != 0 && !IS_DEAD(holder) -> sleep(word, prepared)
           fi
        od;
entered:
        /* LockSwapped: from here on a death leaves the state torn. */
        atomic {
            inside++;
            assert(inside == 1);
            assert(!torn || abandoned);
            torn = false; abandoned = false; prepared = 0; holder = 0
        }
        if
        :: atomic { deaths > 0 -> deaths--; died[_pid] = true; torn = true; inside--; goto dead }
        :: true
        fi;
        /* Exit: (1) swap in 0; (2) wake one. */
#ifdef PLANT_WAKE_BEFORE_FREE
        inside--;
        wake(word, next);
        owner = 0
#else
        atomic { inside--; owner = 0 }
        STEP() /* LockFreed */
        wake(word, next)
#endif
    od;
dead:
    skip
}

/* A death is noted, then everyone is woken to look. */
proctype Watcher() {
    byte who, next;
end:
    do
    :: atomic { died[1] && !known[1] -> who = 1 } tell()
    :: atomic { died[2] && !known[2] -> who = 2 } tell()
    :: atomic { died[3] && !known[3] -> who = 3 } tell()
    od
}

init { atomic { run Process(); run Process(); run Process(); run Watcher() } }
