"""Mails when a program has ended unexpectedly: mail_on_crash.py SMTP_PORT RECIPIENT. Events: PROCESS_STATE_EXITED."""
import os
import smtplib
import sys
from email.message import EmailMessage

from supervisor import childutils


def report(port, recipient, event, rpc):
    name = event['groupname'] + ':' + event['processname']
    info = rpc.supervisor.getProcessInfo(name)
    mail = EmailMessage()
    mail['From'] = 'supervisor@localhost'
    mail['To'] = recipient
    mail['Subject'] = name + ' ended unexpectedly'
    mail.set_content('pid ' + event['pid'] + ' was ' + event['from_state'] + '; exit status '
                     + str(info['exitstatus']) + '; it said: ' + rpc.supervisor.tailProcessStderrLog(name, 0, 200)[0])
    with smtplib.SMTP('127.0.0.1', port, local_hostname='localhost') as server:
        server.send_message(mail)


def main():
    rpc = childutils.getRPCInterface(os.environ)
    while True:
        headers, payload = childutils.listener.wait(sys.stdin, sys.stdout)
        event, _ = childutils.eventdata(payload + '\n')
        if event['expected'] == '0':
            report(int(sys.argv[1]), sys.argv[2], event, rpc)
        childutils.listener.ok(sys.stdout)


main()
