/*
 * The event count of EventCount, as the models beside it use it: a word whose bit 0 says that somebody may sleep, bit 1 that
 * somebody has prepared since the last wake-up, and whose other bits count the wake-ups; and the futex calls on it.
 *
 * One statement is one access to shared memory. A loop around a compare-and-swap is one, too: what it read in vain changes nothing.
 * A process may die after every step (STEP). Whoever lives is told of a death by a watcher, which wakes every sleeper; in the
 * library each process has its own, here one stands for all of them. What is paused is a process that makes no step for a while, and
 * the search tries every order of steps.
 *
 * Mistakes may be planted (-DPLANT_...): each of them must be found, or the model proves nothing.
 */

#define MAY_SLEEP 1
#define PREPARED  2
#define BOTH      3
#define ONE_WAKE  4
#define MASK      127

/* Any process may die here, while there are deaths left. */
inline STEP() {
    if
    :: atomic { deaths > 0 -> deaths--; died[_pid] = true; asleep[_pid] = false; goto dead }
    :: true
    fi
}

/* EventCount.Prepare */
inline prepare(word, prepared) {
#ifdef PLANT_SLEEP_WITHOUT_FLAG
    prepared = word;
#else
    atomic { word = word | BOTH; prepared = word }
#endif
    STEP() /* WaitPrepared */
}

/* FUTEX_WAIT: sleeps only if the word is still what it was. */
inline sleep(word, prepared) {
    atomic {
        if
        :: word == prepared -> asleep[_pid] = true
        :: else
        fi;
        prepared = 0
    }
WHERE_IT_MAY_REST
    !asleep[_pid];
    STEP() /* woken, and dead before it could make use of it */
}

/* EventCount.Wake, for one of those who sleep. */
inline wake(word, next) {
    atomic {
        if
        :: (word & MAY_SLEEP) == 0 -> goto woken
        :: else -> word = ((word & ~PREPARED) + ONE_WAKE) & MASK; next = word
        fi
    }
    STEP() /* WakeCounted */
    atomic {
        if
        :: asleep[1] -> asleep[1] = false; next = 0
        :: asleep[2] -> asleep[2] = false; next = 0
        :: asleep[3] -> asleep[3] = false; next = 0
        :: else
        fi
    }
    STEP() /* WakeDone */
    take_back(word, next);
woken:
    next = 0
}

/* EventCount.TakeBack: nobody slept, so bit 0 goes, unless somebody has prepared or been woken since. */
inline take_back(word, next) {
    atomic {
        if
#ifdef PLANT_TAKE_BACK_REGARDLESS
        :: next != 0 && (word & MAY_SLEEP) != 0 -> word = (word - MAY_SLEEP + ONE_WAKE) & MASK
#else
        :: next != 0 && word == next -> word = (word - MAY_SLEEP + ONE_WAKE) & MASK
#endif
        :: else
        fi
    }
}

/* EventCount.WakeAll, by the watcher, which does not die. */
inline wake_all(word, next) {
    atomic {
        if
        :: (word & MAY_SLEEP) != 0 -> word = ((word & ~PREPARED) + ONE_WAKE) & MASK; next = word
        :: else
        fi
    }
    atomic { asleep[1] = false; asleep[2] = false; asleep[3] = false }
    take_back(word, next);
    next = 0
}
