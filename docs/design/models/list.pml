/*
 * MessageList and MessagePort: senders hand messages to receivers through a list, and any of them may die after any step. The mutex
 * is that of lock.pml, so here it is one step to enter it, also from a dead owner once the death is known. Checked: a message is whole;
 * it is received once; what was sent and not received is received as long as a receiver lives, so none sleeps beside a message.
 */

#ifndef DEATHS
#define DEATHS 2
#endif
#ifndef SENDERS
#define SENDERS 1 /* of three processes; the others receive */
#endif
#ifndef EACH
#define EACH 2
#endif
#define PLACES 5

byte deaths = DEATHS;
bool asleep[5];
bool died[5];
bool known[5];
byte word;          /* the receivers' wait word */
byte mutex;
byte head, tail;
byte count;         /* derived from head and tail */
byte first[PLACES]; /* a message is two halves, which are its number */
byte second[PLACES];
byte received;      /* as bits, by number: who took it lived long enough to hand it on, or not */

#define WHERE_IT_MAY_REST end_sleep: /* a receiver waits for ever where nothing comes; Judge sees whether that is so */
#include "wait.pml"

inline tell() {
    known[who] = true;
#ifndef PLANT_TELL_NOBODY
    wake_all(word, next);
#endif
    who = 0
}

/* A death inside is found by whoever enters next, who derives anew what is derived. */
inline enter() {
    atomic {
        (mutex == 0 || known[mutex]) ->
        if
        :: mutex != 0 -> count = tail - head
        :: else
        fi;
        mutex = _pid
    }
    STEP() /* MutexEntered, RepairDone */
}

inline leave() {
    atomic { assert(count == tail - head); mutex = 0 }
    STEP() /* MutexLeft */
}

proctype Sender(byte number) {
    byte left = EACH;
    byte next;

    do
    :: left == 0 -> break
    :: left > 0 ->
        left--;
        enter();
#ifdef PLANT_PUBLISH_BEFORE_WRITE
        tail++;
        STEP()
#endif
        first[tail] = number + left;
        STEP() /* SendHalf */
        second[tail] = number + left;
        STEP() /* SendWritten */
#ifndef PLANT_PUBLISH_BEFORE_WRITE
        tail++;
        STEP() /* SendPublished */
#endif
        count++;
        STEP() /* SendCounted */
        leave();
        wake(word, next)
    od;
dead:
    skip
}

proctype Receiver() {
    byte prepared, next;

    do
    :: head != tail ->
        enter();
        if
        :: head == tail /* others were faster */
        :: head != tail ->
            /* ReceiveCopied: into our own memory. */
            assert(first[head] != 0 && first[head] == second[head]);
            STEP()
            /* ReceiveTaken: with this store it is ours. */
            atomic {
                assert((received & (1 << first[head])) == 0);
                received = received | (1 << first[head]);
                first[head] = 0; second[head] = 0;
                head++
            }
            STEP()
            count--;
            STEP() /* ReceiveCounted */
        fi;
        leave()
    :: head == tail ->
#ifdef PLANT_LOOK_BEFORE_PREPARING
        prepare(word, prepared)
        sleep(word, prepared)
#else
        prepare(word, prepared)
        if
        :: head != tail -> prepared = 0
        :: head == tail -> sleep(word, prepared)
        fi
#endif
    od;
dead:
    skip
}

proctype Watcher() {
    byte who, next;
end:
    do
    :: atomic { died[1] && !known[1] -> who = 1 } tell()
    :: atomic { died[2] && !known[2] -> who = 2 } tell()
    :: atomic { died[3] && !known[3] -> who = 3 } tell()
    od
}

/* When nobody can go on: nothing waits beside a living receiver. */
proctype Judge() {
    timeout ->
    assert(head == tail || (died[2] && died[3] || (SENDERS == 2 && died[3])));
    assert(mutex == 0 || died[mutex])
}

init {
    atomic {
        run Sender(1);
#if SENDERS == 2
        run Sender(1 + EACH);
#else
        run Receiver();
#endif
        run Receiver();
        run Watcher();
        run Judge()
    }
}
