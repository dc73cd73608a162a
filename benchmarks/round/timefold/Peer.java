package roundpeer;

import ai.timefold.solver.core.api.solver.SolverFactory;
import ai.timefold.solver.core.config.constructionheuristic.ConstructionHeuristicPhaseConfig;
import ai.timefold.solver.core.config.constructionheuristic.placer.QueuedEntityPlacerConfig;
import ai.timefold.solver.core.config.heuristic.selector.entity.EntitySelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.value.ValueSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.composite.UnionMoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.factory.MoveIteratorFactoryConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.generic.*;
import ai.timefold.solver.core.config.localsearch.LocalSearchPhaseConfig;
import ai.timefold.solver.core.config.solver.SolverConfig;
import java.io.*;
import java.nio.file.*;
import java.time.Duration;
import java.util.*;
import roundpeer.Model.*;

/** Reads a round, lets Timefold search, writes the panels: {@code Peer ROUND PANELS SECONDS}. */
public final class Peer {

    private static Round read(Path path) throws IOException {
        Round round = new Round();
        Map<Integer, Person> people = new HashMap<>();
        Map<Integer, Meeting> meetings = new HashMap<>();
        Map<Integer, Room> rooms = new HashMap<>();
        for (String line : Files.readAllLines(path)) {
            String[] words = line.split(" ");
            int[] n = new int[words.length];
            for (int i = 1; i < words.length; i++) {
                n[i] = words[i].matches("-?\\d{1,9}") ? Integer.parseInt(words[i]) : 0;
            }
            Meeting meeting = meetings.get(n.length > 1 ? n[1] : -1);
            switch (words[0]) {
                case "travel" -> {
                    int size = (int) Math.sqrt(words.length - 1);
                    Model.Rules.travel = new int[size][size];
                    for (int i = 0; i < size * size; i++) Model.Rules.travel[i / size][i % size] = n[i + 1];
                }
                case "person" -> people.put(n[1], new Person(n[1], n[2], n[3], bits(n, 4)));
                case "room" -> rooms.put(n[1], new Room(n[1], bits(n, 2)));
                case "meeting" -> {
                    Meeting each = new Meeting();
                    each.id = n[1];
                    each.priority = n[2];
                    meetings.put(each.id, each);
                    round.meetings.add(each);
                }
                case "start" -> meeting.starts.add(new Start(
                        n[2], Long.parseLong(words[3]), Long.parseLong(words[4]), n[5], n[6] == 1, n[7]));
                case "seat" -> {
                    Seat seat = new Seat();
                    seat.id = round.seats.size();
                    seat.meeting = meeting;
                    for (int i = 2; i < n.length; i++) seat.people.add(people.get(n[i]));
                    meeting.seats.add(seat);
                    round.seats.add(seat);
                }
                case "booking" -> {
                    Booking booking = new Booking();
                    booking.id = round.bookings.size();
                    booking.meeting = meeting;
                    for (int i = 2; i < n.length; i++) booking.rooms.add(rooms.get(n[i]));
                    round.bookings.add(booking);
                }
                case "rule" -> {
                    Map<Integer, Integer> values = new HashMap<>();
                    for (int i = 5; i + 1 < n.length; i += 2) values.put(n[i], n[i + 1]);
                    meeting.rules.add(new Rule(n[2], words[3], n[4], values));
                }
                default -> throw new IOException("unknown line: " + line);
            }
        }
        return round;
    }

    static BitSet bits(int[] numbers, int from) {
        BitSet set = new BitSet();
        for (int i = from; i < numbers.length; i++) set.set(numbers[i]);
        return set;
    }

    static SolverConfig configuration(long seconds) {
        return new SolverConfig()
                .withSolutionClass(Round.class)
                .withEntityClasses(Meeting.class, Seat.class, Booking.class)
                .withConstraintProviderClass(Rules.class)
                .withTerminationSpentLimit(Duration.ofSeconds(seconds))
                .withPhases(filling(Meeting.class, "start"), filling(Seat.class, "person"),
                        filling(Booking.class, "room"), new LocalSearchPhaseConfig()
                        .withMoveSelectorConfig(new UnionMoveSelectorConfig().withMoveSelectors(
                                new ChangeMoveSelectorConfig(), new SwapMoveSelectorConfig(),
                                new MoveIteratorFactoryConfig().withMoveIteratorFactoryClass(Moves.Reschedules.class))));
    }

    static ConstructionHeuristicPhaseConfig filling(Class<?> entities, String variable) {
        return new ConstructionHeuristicPhaseConfig().withEntityPlacerConfig(new QueuedEntityPlacerConfig()
                .withEntitySelectorConfig(new EntitySelectorConfig().withId(variable).withEntityClass(entities))
                .withMoveSelectorConfigs(new ChangeMoveSelectorConfig()
                        .withEntitySelectorConfig(EntitySelectorConfig.newMimicSelectorConfig(variable))
                        .withValueSelectorConfig(new ValueSelectorConfig(variable))));
    }

    public static void main(String[] given) throws IOException {
        Round round = read(Path.of(given[0]));
        SolverFactory<Round> factory = SolverFactory.create(configuration(Long.parseLong(given[2])));
        Round best = factory.buildSolver().solve(round);
        Map<Meeting, Room> rooms = new HashMap<>();
        for (Booking booking : best.bookings) rooms.put(booking.meeting, booking.room);
        try (PrintWriter out = new PrintWriter(given[1])) {
            for (Meeting meeting : best.meetings) {
                boolean whole = meeting.seats.stream().allMatch(seat -> seat.person != null);
                Room room = rooms.get(meeting);
                if (!whole || (rooms.containsKey(meeting) && room == null)) continue;
                out.print(meeting.start.id() + " " + (room == null ? -1 : room.id()));
                for (Seat seat : meeting.seats) out.print(" " + seat.person.id());
                out.println();
            }
        }
        System.err.println(best.score);
    }
}
