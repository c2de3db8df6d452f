package io.gingham.bgp.fsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.fsm.SessionEffect.CloseConnection;
import io.gingham.bgp.fsm.SessionEffect.Send;
import io.gingham.bgp.fsm.SessionEffect.SessionDown;
import io.gingham.bgp.fsm.SessionEvent.CollisionLost;
import io.gingham.bgp.fsm.SessionEvent.ConnectRetryTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.DelayOpenTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.Garbage;
import io.gingham.bgp.fsm.SessionEvent.HoldTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.IdleHoldTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.KeepaliveTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.Received;
import io.gingham.bgp.fsm.SessionEvent.SendHoldTimerExpired;
import io.gingham.bgp.fsm.SessionEvent.Start;
import io.gingham.bgp.fsm.SessionEvent.Stop;
import io.gingham.bgp.fsm.SessionEvent.TcpConnected;
import io.gingham.bgp.fsm.SessionEvent.TcpFailed;
import io.gingham.bgp.fsm.SessionState.Active;
import io.gingham.bgp.fsm.SessionState.Connect;
import io.gingham.bgp.fsm.SessionState.Established;
import io.gingham.bgp.fsm.SessionState.Idle;
import io.gingham.bgp.fsm.SessionState.OpenConfirm;
import io.gingham.bgp.fsm.SessionState.OpenSent;
import io.gingham.bgp.fsm.SessionState.Retry;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Keepalive;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.BgpMessage.RouteRefresh;
import io.gingham.bgp.message.BgpMessage.Update;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every state × every event: where it goes, and which NOTIFICATION is sent on the way.
class StateEventMatrixTest {

    private static final Map<String, SessionState> STATES = new LinkedHashMap<>();
    private static final Map<String, SessionEvent> EVENTS = new LinkedHashMap<>();

    static {
        Negotiated session = Sessions.agreed(Sessions.open());
        for (SessionState state :
                List.of(
                        new Idle(1),
                        new Connect(Retry.NONE),
                        new Active(Retry.NONE),
                        new OpenSent(Retry.NONE),
                        new OpenConfirm(Retry.NONE, session),
                        new Established(session))) {
            STATES.put(state.label(), state);
        }
        // With the DelayOpenTimer running.
        STATES.put("Connect+delay", new Connect(Retry.NONE, true));
        STATES.put("Active+delay", new Active(Retry.NONE, true));
        EVENTS.put("start", new Start());
        EVENTS.put(
                "stop",
                new Stop(new Farewell.Pause(Notification.of(BgpError.ADMINISTRATIVE_RESET))));
        EVENTS.put("connectRetry", new ConnectRetryTimerExpired());
        EVENTS.put("hold", new HoldTimerExpired());
        EVENTS.put("keepaliveTimer", new KeepaliveTimerExpired());
        EVENTS.put("delayOpen", new DelayOpenTimerExpired());
        EVENTS.put("sendHold", new SendHoldTimerExpired());
        EVENTS.put("idleHold", new IdleHoldTimerExpired());
        EVENTS.put("connected", new TcpConnected());
        EVENTS.put("failed", new TcpFailed("reset"));
        EVENTS.put(
                "garbage",
                new Garbage(new BgpException(BgpError.CONNECTION_NOT_SYNCHRONIZED, "no marker")));
        EVENTS.put("collision", new CollisionLost());
        EVENTS.put("open", new Received(Sessions.open()));
        EVENTS.put("keepalive", new Received(new Keepalive()));
        EVENTS.put("update", new Received(Update.withdraw(List.of())));
        EVENTS.put("refresh", new Received(new RouteRefresh(AddressFamily.IPV4_UNICAST, 0)));
        EVENTS.put("notification", new Received(Notification.of(BgpError.ADMINISTRATIVE_SHUTDOWN)));
    }

    /// Next state, and what is sent: `code/subcode` of a NOTIFICATION, `open` or `keepalive`.
    private static final String EXPECTED =
            """
            event          | Idle    | Connect       | Active        | OpenSent              | OpenConfirm           | Established           | Connect+delay              | Active+delay
            start          | Connect | Connect       | Active        | OpenSent              | OpenConfirm           | Established           | Connect                    | Active
            stop           | Idle    | Idle          | Idle          | Idle 6/4              | Idle 6/4              | Idle 6/4              | Idle                       | Idle
            connectRetry   | Idle    | Connect       | Connect       | Idle 5/0              | Idle 5/0              | Idle 5/0              | Connect                    | Active
            hold           | Idle    | Idle          | Idle          | Idle 4/0              | Idle 4/0              | Idle 4/0              | Idle                       | Idle
            keepaliveTimer | Idle    | Idle          | Idle          | Idle 5/0              | OpenConfirm keepalive | Established keepalive | Idle                       | Idle
            delayOpen      | Idle    | Idle          | Idle          | Idle 5/0              | Idle 5/0              | Idle 5/0              | OpenSent open              | OpenSent open
            sendHold       | Idle    | Idle          | Idle          | Idle 5/0              | Idle 5/0              | Idle 8/0              | Idle                       | Idle
            idleHold       | Connect | Idle          | Idle          | Idle 5/0              | Idle 5/0              | Idle 5/0              | Idle                       | Idle
            connected      | Idle    | OpenSent open | OpenSent open | OpenSent              | OpenConfirm           | Established           | OpenSent open              | OpenSent open
            failed         | Idle    | Active        | Active        | Active                | Active                | Active                | Active                     | Active
            garbage        | Idle    | Idle          | Idle          | Idle 1/1              | Idle 1/1              | Idle 1/1              | Idle                       | Idle
            collision      | Idle    | Active        | Active        | Active 6/7            | Active 6/7            | Idle 6/7              | Active                     | Active
            open           | Idle    | Idle          | Idle          | OpenConfirm keepalive | Idle 5/2              | Idle 5/3              | OpenConfirm open keepalive | OpenConfirm open keepalive
            keepalive      | Idle    | Idle          | Idle          | Idle 5/1              | Established           | Established           | Idle                       | Idle
            update         | Idle    | Idle          | Idle          | Idle 5/1              | Idle 5/2              | Established           | Idle                       | Idle
            refresh        | Idle    | Idle          | Idle          | Idle 5/1              | Idle 5/2              | Established           | Idle                       | Idle
            notification   | Idle    | Idle          | Idle          | Idle                  | Idle                  | Idle                  | Idle                       | Idle
            """;

    @TestFactory
    Stream<DynamicTest> everyStateTimesEveryEvent() {
        List<String> lines = EXPECTED.lines().toList();
        List<String> states = cells(lines.getFirst());
        return lines.stream()
                .skip(1)
                .flatMap(
                        line -> {
                            List<String> cells = cells(line);
                            return Stream.iterate(1, i -> i < cells.size(), i -> i + 1)
                                    .map(i -> cell(states.get(i), cells.getFirst(), cells.get(i)));
                        });
    }

    private static List<String> cells(String line) {
        return Stream.of(line.split("\\|")).map(String::strip).toList();
    }

    private static DynamicTest cell(String state, String event, String expected) {
        return DynamicTest.dynamicTest(
                event + " in " + state,
                () -> {
                    Step step = step(state, event);
                    assertEquals(expected, (step.next().label() + said(step)).strip());
                    leavesNothingBehind(Objects.requireNonNull(STATES.get(state)), step);
                });
    }

    private static Step step(String state, String event) {
        SessionState from = STATES.get(state);
        SessionEvent what = EVENTS.get(event);
        assertTrue(from != null && what != null, state + " × " + event);
        return SessionFsm.step(from, what, Sessions.settings());
    }

    private static String said(Step step) {
        StringBuilder said = new StringBuilder();
        for (SessionEffect effect : step.effects()) {
            if (effect instanceof Send(BgpMessage message)) {
                said.append(' ')
                        .append(
                                switch (message) {
                                    case Notification n -> n.code() + "/" + n.subcode();
                                    default ->
                                            message.getClass()
                                                    .getSimpleName()
                                                    .toLowerCase(Locale.ROOT);
                                });
            }
        }
        return said.toString();
    }

    /// Whoever leaves a connection closes it, and whoever leaves Established says so.
    private static void leavesNothingBehind(SessionState before, Step step) {
        boolean had = hasConnection(before);
        boolean has = hasConnection(step.next());
        if (had && !has) {
            assertTrue(step.effects().contains(new CloseConnection()), "closes the connection");
        }
        boolean fell = before instanceof Established && !(step.next() instanceof Established);
        assertEquals(
                fell, step.effects().stream().anyMatch(SessionDown.class::isInstance), "says down");
    }

    private static boolean hasConnection(SessionState state) {
        return switch (state) {
            case Idle _ -> false;
            case Active active -> active.delaying();
            case Connect _, OpenSent _, OpenConfirm _, Established _ -> true;
        };
    }

    @Test
    void theMatrixNamesEveryEvent() {
        List<String> named = EXPECTED.lines().skip(1).map(line -> cells(line).getFirst()).toList();
        assertEquals(List.copyOf(EVENTS.keySet()), named);
        assertEquals(
                List.copyOf(STATES.keySet()),
                cells(EXPECTED.lines().findFirst().orElseThrow()).subList(1, 9));
        long kinds =
                EVENTS.values().stream().map(event -> (Object) event.getClass()).distinct().count();
        assertEquals(SessionEvent.class.getPermittedSubclasses().length, kinds);
    }
}
