package io.gingham.bgp.speaker;

import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.ShutdownText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an operator does with a peer while the speaker runs (RFC 4486 section 4, RFC 9003).
final class OperatorControl {

    private static final Logger log = LoggerFactory.getLogger(OperatorControl.class);

    /// What it needs of the peer.
    interface Peer {
        PeerConfig config();

        /// Ends the session, if there is one, for good, and drops what is kept of an earlier one.
        ///
        /// @param said to the peer
        /// @param words for the status
        void endFor(Notification said, String words);

        /// Whatever the peer is waited or watched for: no more.
        void rest();

        /// Lets a session up, with nothing against it of before.
        ///
        /// @param words for the status: why the last session ended
        void beginAnew(String words);
    }

    private final Peer peer;
    private boolean shutDown;

    /// @param shutDown in a life before
    OperatorControl(Peer peer, boolean shutDown) {
        this.peer = peer;
        this.shutDown = shutDown;
    }

    /// No session is wanted.
    boolean isShutDown() {
        return shutDown;
    }

    /// No session until [#enable].
    ///
    /// @param text told to the peer, at most 255 octets
    /// @throws IllegalArgumentException if it is shut down already
    void shutDown(String text) {
        refuseIfShutDown(" already");
        shutDown = true;
        String words = "shut down by the operator" + behind(text);
        log.warn("peer {}: {}", label(), words);
        peer.endFor(said(BgpError.ADMINISTRATIVE_SHUTDOWN, text), words);
        peer.rest();
    }

    /// @throws IllegalArgumentException if it is not shut down
    void enable() {
        if (!shutDown) {
            throw new IllegalArgumentException("peer " + label() + " is not shut down");
        }
        shutDown = false;
        log.info("peer {}: enabled by the operator", label());
        peer.beginAnew("");
    }

    /// A new session, as soon as both sides can.
    ///
    /// @param text as in [#shutDown]
    /// @throws IllegalArgumentException if it is shut down
    void reset(String text) {
        refuseIfShutDown("");
        String words = "reset by the operator" + behind(text);
        log.warn("peer {}: {}", label(), words);
        peer.endFor(said(BgpError.ADMINISTRATIVE_RESET, text), words);
        peer.beginAnew(words);
    }

    private void refuseIfShutDown(String already) {
        if (shutDown) {
            throw new IllegalArgumentException(
                    "peer %s is shut down%s; 'gingham bgp enable %s' lets it up again"
                            .formatted(label(), already, peer.config().name()));
        }
    }

    private String label() {
        return peer.config().label();
    }

    private static Notification said(BgpError why, String text) {
        return Notification.of(why, ShutdownText.write(text));
    }

    private static String behind(String text) {
        return text.isEmpty() ? "" : ": " + text;
    }
}
