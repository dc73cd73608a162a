package roundpeer;

import ai.timefold.solver.core.api.domain.entity.PlanningEntity;
import ai.timefold.solver.core.api.domain.lookup.PlanningId;
import ai.timefold.solver.core.api.domain.solution.*;
import ai.timefold.solver.core.api.domain.valuerange.ValueRangeProvider;
import ai.timefold.solver.core.api.domain.variable.PlanningVariable;
import ai.timefold.solver.core.api.score.buildin.bendable.BendableScore;
import ai.timefold.solver.core.api.score.stream.*;
import ai.timefold.solver.core.api.score.stream.bi.BiConstraintStream;
import ai.timefold.solver.core.api.score.stream.uni.UniConstraintStream;
import java.util.*;

/** A round in Timefold: a meeting chooses its start, a seat its person, a booking its room. */
public final class Model {

    static final int LEVELS = 5; // filled, three tiers, load
    static final int FILLED = 0;
    static final int LOAD = LEVELS - 1;
    static final int WHOLE = 1000; // an unfilled request weighs more than all empty seats of any

    public record Person(int id, int cap, int load, BitSet open) {
        /** The level load of so many new seats, as the format says. */
        int cost(int seats) {
            long total = 0;
            for (int k = 1; k <= seats; k++) {
                total += (200L * (2L * (load + k) - 1) + cap) / (2L * Math.max(cap, 1));
            }
            return (int) total;
        }

        @Override public boolean equals(Object other) { return this == other; }

        @Override public int hashCode() { return id; }
    }

    public record Start(int id, long begin, long end, int period, boolean online, int site) {}

    public record Room(int id, BitSet open) {}

    /** A requirement: how the values of a panel's members are counted. Level -1 is a must. */
    public record Rule(int level, String kind, int bound, Map<Integer, Integer> values) {
        boolean broken(List<Person> panel) {
            Set<Integer> shown = new HashSet<>();
            int count = 0;
            for (Person person : panel) {
                Integer value = values.get(person.id);
                if (value != null) {
                    count++;
                    shown.add(value);
                }
            }
            return switch (kind) {
                case "varied" -> shown.size() < 2;
                case "at_most" -> count > bound;
                default -> count < bound;
            };
        }
    }

    @PlanningEntity
    public static class Meeting {
        @PlanningId public int id;
        public int priority;
        public List<Seat> seats = new ArrayList<>();
        public List<Rule> rules = new ArrayList<>();
        @ValueRangeProvider(id = "starts") public List<Start> starts = new ArrayList<>();
        @PlanningVariable(valueRangeProviderRefs = "starts") public Start start;

        int broken(int level, List<Person> panel) {
            return (int) rules.stream().filter(rule -> rule.level == level && rule.broken(panel)).count();
        }
    }

    @PlanningEntity
    public static class Seat {
        @PlanningId public int id;
        public Meeting meeting;
        @ValueRangeProvider(id = "people") public List<Person> people = new ArrayList<>();
        @PlanningVariable(valueRangeProviderRefs = "people", allowsUnassigned = true) public Person person;

        public Meeting getMeeting() { return meeting; }

        public Person getPerson() { return person; }
    }

    @PlanningEntity
    public static class Booking {
        @PlanningId public int id;
        public Meeting meeting;
        @ValueRangeProvider(id = "rooms") public List<Room> rooms = new ArrayList<>();
        @PlanningVariable(valueRangeProviderRefs = "rooms", allowsUnassigned = true) public Room room;
    }

    @PlanningSolution
    public static class Round {
        @PlanningEntityCollectionProperty public List<Meeting> meetings = new ArrayList<>();
        @PlanningEntityCollectionProperty public List<Seat> seats = new ArrayList<>();
        @PlanningEntityCollectionProperty public List<Booking> bookings = new ArrayList<>();
        @PlanningScore(bendableHardLevelsSize = 1, bendableSoftLevelsSize = LEVELS) public BendableScore score;
    }

    /** A person on a seat, or a room held, at the time the meeting has now. */
    public record Sitting(int id, Person person, Start start) {}

    public record Held(int id, Room room, Start start) {}

    public static class Rules implements ConstraintProvider {
        static int[][] travel;

        static BendableScore hard() { return BendableScore.ofHard(1, LEVELS, 0, 1); }

        static BendableScore soft(int level) { return BendableScore.ofSoft(1, LEVELS, level, 1); }

        static boolean clash(Start a, Start b) {
            Start first = a.begin <= b.begin ? a : b;
            Start second = first == a ? b : a;
            boolean apart = !a.online && !b.online && a.site != b.site;
            return second.begin < first.end + (apart ? 60L * travel[first.site][second.site] : 0);
        }

        static UniConstraintStream<Sitting> sittings(ConstraintFactory f) {
            return f.forEach(Seat.class)
                    .join(Meeting.class, Joiners.equal(Seat::getMeeting, meeting -> meeting))
                    .map((seat, meeting) -> new Sitting(seat.id, seat.person, meeting.start));
        }

        static UniConstraintStream<Held> held(ConstraintFactory f) {
            return f.forEach(Booking.class)
                    .join(Meeting.class, Joiners.equal(booking -> booking.meeting, meeting -> meeting))
                    .map((booking, meeting) -> new Held(booking.id, booking.room, meeting.start));
        }

        static BiConstraintStream<Meeting, List<Person>> panels(ConstraintFactory f) {
            return f.forEach(Seat.class)
                    .groupBy(Seat::getMeeting, ConstraintCollectors.toList(Seat::getPerson))
                    .filter((meeting, panel) -> panel.size() == meeting.seats.size());
        }

        @Override public Constraint[] defineConstraints(ConstraintFactory f) {
            List<Constraint> all = new ArrayList<>();
            all.add(sittings(f).filter(each -> !each.person.open.get(each.start.id))
                    .penalize(hard()).asConstraint("eligible, trained, available, no conflict of interest"));
            all.add(sittings(f).join(sittings(f), Joiners.equal(Sitting::person), Joiners.lessThan(Sitting::id),
                            Joiners.filtering((a, b) -> clash(a.start, b.start)))
                    .penalize(hard()).asConstraint("one place at a time, with travel"));
            all.add(sittings(f).groupBy(Sitting::person, each -> each.start.period, ConstraintCollectors.count())
                    .filter((person, period, seats) -> seats > person.cap)
                    .penalize(hard(), (person, period, seats) -> seats - person.cap).asConstraint("cap"));
            all.add(panels(f).penalize(hard(), (meeting, panel) -> meeting.broken(-1, panel)).asConstraint("musts"));
            all.add(held(f).filter(each -> !each.room.open.get(each.start.id))
                    .penalize(hard()).asConstraint("room open"));
            all.add(held(f).join(held(f), Joiners.equal(Held::room), Joiners.lessThan(Held::id),
                            Joiners.filtering((a, b) -> a.start.begin < b.start.end && b.start.begin < a.start.end))
                    .penalize(hard()).asConstraint("one meeting in a room"));
            all.add(f.forEach(Meeting.class)
                    .ifExistsIncludingUnassigned(Seat.class, Joiners.equal(meeting -> meeting, Seat::getMeeting),
                            Joiners.filtering((meeting, seat) -> seat.person == null))
                    .penalize(soft(FILLED), meeting -> WHOLE * meeting.priority).asConstraint("filled"));
            all.add(f.forEachIncludingUnassigned(Seat.class).filter(seat -> seat.person == null)
                    .penalize(soft(FILLED)).asConstraint("empty seats"));
            all.add(f.forEachIncludingUnassigned(Booking.class).filter(booking -> booking.room == null)
                    .penalize(soft(FILLED), booking -> WHOLE * booking.meeting.priority).asConstraint("no room"));
            for (int tier = FILLED + 1; tier < LOAD; tier++) {
                int level = tier;
                all.add(panels(f).penalize(soft(level), (meeting, panel) -> meeting.broken(level, panel))
                        .asConstraint("tier " + level));
            }
            all.add(f.forEach(Seat.class).groupBy(Seat::getPerson, ConstraintCollectors.count())
                    .penalize(soft(LOAD), Person::cost).asConstraint("load"));
            return all.toArray(new Constraint[0]);
        }
    }
}
