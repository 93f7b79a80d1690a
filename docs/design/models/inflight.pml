/*
 * in-flight.md: messages that refer to an object are put into a container and taken out; whoever sends closes its own handle to the
 * object at once, and any process may die after any step, or leave the container. One or two processes send a message each, one or two receive. The
 * mutexes of object and container are that of lock.pml: what is done inside one of them is one step here. Checked: who takes a message
 * has the object (nothing is lost); where no message is left and nobody holds the object, it has ended (nothing is kept for ever).
 */

#ifndef DEATHS
#define DEATHS 2
#endif
#ifndef SENDERS
#define SENDERS 2
#endif
#ifndef RECEIVERS
#define RECEIVERS 1
#endif

byte deaths = DEATHS;
bool died[7];
bool known[7];

/* The container: who takes part, and its messages, all of which refer to the object. */
bool inside[5];
byte head, tail;

/* The object: who takes part, and its entry for the container. A pending entry is that of one sender. */
bool holds[5];
bool pending[5];
bool settled;
byte version;
bool gone;

#define LIVES (inside[1] && !died[1] || inside[2] && !died[2] || inside[3] && !died[3] || inside[4] && !died[4])
#define CONTAINS (LIVES && head != tail)
#define HELD (holds[1] || holds[2] || holds[3] || holds[4])
#define HELD_ALIVE (holds[1] && !died[1] || holds[2] && !died[2] || holds[3] && !died[3] || holds[4] && !died[4])

#ifdef PLANT_IGNORE_VERSION
#define SAME_VERSION true
#else
#define SAME_VERSION (version == seen)
#endif

inline STEP() {
    if
    :: atomic { deaths > 0 -> deaths--; died[_pid] = true; goto dead }
    :: true
    fi
}

/* Inside the object: it ends with its last holder and its last entry, and never comes back. */
inline end_if_last() {
    gone = gone || !(HELD || settled || pending[1] || pending[2])
}

inline close() {
    atomic { holds[_pid] = false; end_if_last() }
    STEP()
}

/* Looks whether the container still refers to the object, without being inside both at once. */
inline look() {
    seen = version;
    found = CONTAINS;
    atomic {
        if
        :: !found && SAME_VERSION -> settled = false; end_if_last()
        :: else
        fi;
        seen = 0; found = false
    }
}

inline settle(who) {
    pending[who] = false; settled = true; version++
}

/* Who leaves the container may be its last: then nobody will ever take what is in it. */
inline leave_container() {
    inside[_pid] = false;
    STEP() /* left */
#ifndef PLANT_LEAVE_WITHOUT_LOOKING
    look();
#endif
    STEP() /* looked */
}

proctype Sender() {
    byte seen, mine;
    bool found;

#ifdef PLANT_PUBLISH_BEFORE_MARK
    atomic { tail++; mine = tail }
    STEP()
#endif
    pending[_pid] = true;
    STEP() /* marked */
#ifndef PLANT_PUBLISH_BEFORE_MARK
    atomic { tail++; mine = tail }
    STEP() /* published */
#endif
    atomic { settle(_pid) }
    STEP() /* settled */
#ifndef PLANT_SETTLE_WITHOUT_LOOKING
    if
    :: head >= mine -> look() /* it was taken meanwhile, and who took it found ours pending */
    :: else
    fi;
    STEP()
#endif
    close();
    if
    :: leave_container()
    :: true -> goto dead /* stays, and does nothing more */
    fi;
dead:
    skip
}

proctype Receiver() {
    byte at, seen;
    bool found, took;

    do
    :: atomic { head != tail -> at = head }
        STEP()
#ifdef PLANT_TAKE_BEFORE_JOIN
        atomic { took = head == at; if :: took -> head++ :: else fi }
        STEP()
        atomic { if :: took -> assert(!gone); holds[_pid] = true :: else fi }
        STEP()
#else
        /* It may be gone only where another has taken the message. */
        atomic { if :: gone -> assert(head != at) :: else -> holds[_pid] = true fi }
        STEP() /* joined */
        atomic { took = head == at; if :: took -> assert(holds[_pid]); head++ :: else fi }
        STEP() /* taken */
#endif
        if
        :: took -> look()
        :: else
        fi;
        STEP() /* looked */
        atomic { took = false; at = 0 }
        close()
    :: leave_container(); break
    :: goto dead /* stays, and does nothing more */
    od;
dead:
    skip
}

/* Whoever takes part in the object is told of the death of those who take part in it, or in a container that it has an entry for. */
inline tell(who) {
    atomic {
        known[who] = true;
        holds[who] = false;
#ifndef PLANT_FORGET_PENDING
        if
        :: pending[who] -> settle(who)
        :: else
        fi;
#else
        pending[who] = false;
#endif
        end_if_last()
    }
#ifndef PLANT_TELL_WITHOUT_LOOKING
    look()
#endif
}

proctype Watcher() {
    byte seen;
    bool found;
end:
    do
    :: died[1] && !known[1] -> tell(1)
    :: died[2] && !known[2] -> tell(2)
    :: died[3] && !known[3] -> tell(3)
    :: died[4] && !known[4] -> tell(4)
    od
}

/* When nobody can go on. */
proctype Judge() {
    timeout ->
    assert(!(CONTAINS && gone));
    assert(CONTAINS || HELD_ALIVE || gone)
}

init {
    atomic {
        holds[1] = true; inside[1] = true;
        inside[2] = true;
        run Sender();
#if SENDERS == 2
        holds[2] = true;
        run Sender();
#endif
        inside[SENDERS + 1] = true;
        run Receiver();
#if RECEIVERS == 2
        inside[SENDERS + 2] = true;
        run Receiver();
#endif
        run Watcher();
        run Judge()
    }
}
