package roundpeer;

import ai.timefold.solver.core.api.score.director.ScoreDirector;
import ai.timefold.solver.core.impl.heuristic.move.AbstractMove;
import ai.timefold.solver.core.impl.heuristic.selector.move.factory.MoveIteratorFactory;
import java.util.*;
import roundpeer.Model.*;

/** Moves beside those Timefold has: a meeting's time cannot change alone, as its people would not be free. */
public final class Moves {

    /** A meeting takes another start, and seats whose person is not free then take someone who is. */
    public static class Reschedule extends AbstractMove<Round> {
        final Meeting meeting;
        final Start start;
        final List<Person> people;

        Reschedule(Meeting meeting, Start start, List<Person> people) {
            this.meeting = meeting;
            this.start = start;
            this.people = people;
        }

        @Override public boolean isMoveDoable(ScoreDirector<Round> director) { return start != meeting.start; }

        @Override protected void doMoveOnGenuineVariables(ScoreDirector<Round> director) {
            director.beforeVariableChanged(meeting, "start");
            meeting.start = start;
            director.afterVariableChanged(meeting, "start");
            for (int i = 0; i < people.size(); i++) {
                Seat seat = meeting.seats.get(i);
                director.beforeVariableChanged(seat, "person");
                seat.person = people.get(i);
                director.afterVariableChanged(seat, "person");
            }
        }
    }

    public static class Reschedules implements MoveIteratorFactory<Round, Reschedule> {
        @Override public long getSize(ScoreDirector<Round> director) {
            return director.getWorkingSolution().meetings.stream().mapToLong(each -> each.starts.size()).sum();
        }

        @Override public Iterator<Reschedule> createOriginalMoveIterator(ScoreDirector<Round> director) {
            throw new UnsupportedOperationException("moves are drawn at random");
        }

        @Override public Iterator<Reschedule> createRandomMoveIterator(
                ScoreDirector<Round> director, Random random) {
            List<Meeting> several =
                    director.getWorkingSolution().meetings.stream().filter(each -> each.starts.size() > 1).toList();
            return new Iterator<>() {
                @Override public boolean hasNext() { return !several.isEmpty(); }

                @Override public Reschedule next() {
                    Meeting meeting = several.get(random.nextInt(several.size()));
                    Start start = meeting.starts.get(random.nextInt(meeting.starts.size()));
                    List<Person> people = new ArrayList<>();
                    for (Seat seat : meeting.seats) {
                        Person person = seat.person;
                        for (int tries = 0; tries < 50 && !fits(person, start, people); tries++) {
                            person = seat.people.get(random.nextInt(seat.people.size()));
                        }
                        people.add(fits(person, start, people) ? person : null);
                    }
                    return new Reschedule(meeting, start, people);
                }
            };
        }

        static boolean fits(Person person, Start start, List<Person> others) {
            return person != null && person.open().get(start.id()) && !others.contains(person);
        }
    }
}
