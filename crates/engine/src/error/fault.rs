//! The kinds of failure, one row each.

use clearance_core::text::Text;

use super::Fault;

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident $code:literal $retry:literal $zh:literal $en:literal $help_zh:literal $help_en:literal;)*) => {
        $($(#[$doc])* pub static $name: Fault = Fault {
            code: $code,
            says: Text { zh: $zh, en: $en },
            help: Text { zh: $help_zh, en: $help_en },
            retry: $retry,
        };)*

        /// All of them, for tests and for the manual.
        pub static ALL: &[&Fault] = &[$(&$name),*];
    };
}

faults! {
    /// The data folder cannot be made, read or written.
    DATA_FOLDER "data-folder" true
        "数据文件夹无法读写" "The data folder cannot be read or written"
        "请检查文件夹权限和磁盘" "Check the permissions of the folder and the disk";
    /// Another desk has the data folder open.
    IN_USE "data-folder-in-use" true
        "数据文件夹正被另一个程序使用" "Another program has this data folder open"
        "请先关闭另一个通关台" "Close the other desk first";
    /// The disk is full.
    DISK_FULL "disk-full" true
        "磁盘已满，未保存任何内容" "The disk is full; nothing was saved"
        "请腾出空间后重试，已保存的数据不受影响" "Make room and try again; what was saved before is unharmed";
    /// The database is locked.
    DATABASE_BUSY "database-busy" true
        "数据库正忙" "The database is busy"
        "请稍后重试" "Try again in a moment";
    /// The database is damaged.
    DATABASE_DAMAGED "database-damaged" false
        "数据库已损坏" "The database is damaged"
        "请从备份恢复数据文件夹" "Restore the data folder from a backup";
    /// Anything else of the database.
    DATABASE "database" false
        "数据库出错" "The database failed"
        "请把日志交给技术支持" "Hand the log to support";
    /// The database was written by a newer desk.
    DATABASE_NEWER "database-newer" false
        "数据由更新版本的通关台写入" "The data was written by a newer version of the desk"
        "请升级通关台" "Update the desk";
    /// What is stored cannot be read back.
    STORED "stored-unreadable" false
        "已保存的内容无法读取" "Something that was stored cannot be read back"
        "请把日志交给技术支持" "Hand the log to support";
    /// The key does not open the database.
    WRONG_DATABASE_KEY "database-wrong-key" false
        "密钥打不开数据库" "The key does not open the database"
        "数据文件夹可能来自另一台电脑，请使用原来的钥匙串" "The data folder may come from another computer: use its keyring";
    /// The keyring holds no key although there is a database.
    KEY_LOST "keyring-locked-or-key-lost" true
        "钥匙串未解锁，或数据库密钥已丢失" "The keyring is locked, or the database key is lost"
        "请解锁系统钥匙串后重试；不会生成新密钥" "Unlock the keyring of the system and try again; no new key is made";
    /// There is no keyring.
    NO_KEYRING "keyring-unavailable" true
        "系统钥匙串不可用" "The keyring of the system is not available"
        "请启动系统钥匙串，或改用口令" "Start the keyring of the system, or use a passphrase";
    /// The passphrase is wrong.
    WRONG_PASSPHRASE "wrong-passphrase" true
        "口令错误" "The passphrase is wrong"
        "请重新输入数据文件夹的口令" "Type the passphrase of the data folder again";
    /// The passphrase is too short.
    WEAK_PASSPHRASE "weak-passphrase" false
        "口令太短" "The passphrase is too short"
        "请至少使用 8 个字符" "Use at least 8 characters";
    /// The folder was set up with a passphrase, or without.
    OTHER_KEY_SOURCE "other-key-source" false
        "数据文件夹不是这样加锁的" "The data folder is locked in another way"
        "有 vault.json 的文件夹用口令打开，没有的用系统钥匙串打开"
        "A folder with vault.json opens with a passphrase, one without it by the keyring";
    /// The system has no randomness.
    RANDOM "no-randomness" true
        "系统无法提供随机数" "The system has no randomness to give"
        "请稍后重试" "Try again in a moment";
    /// Someone stopped it.
    CANCELLED "cancelled" true
        "已取消，未做任何改动" "Stopped; nothing was changed"
        "需要时请重新开始" "Start again when you want to";
    /// Someone has paused signing.
    PAUSED "signing-paused" true
        "您暂停了签名" "You have paused signing"
        "已签的在发件箱，其余等待签名；随时可以继续" "What was signed is in the outbox, the rest waits; go on at any time";
    /// The program ended while it signed.
    INTERRUPTED "signing-interrupted" true
        "程序在签名途中结束" "The program ended while it was signing"
        "已签的都在发件箱，其余一份未签；可以从断点继续" "What was signed is in the outbox, nothing else was signed; go on where it stopped";
    /// There is no such batch of signatures.
    NO_BATCH "no-such-batch" false
        "没有这批签名，或已经结束" "There is no such batch, or it is over"
        "请刷新后重试" "Refresh and try again";
    /// A key still has work.
    KEY_IN_USE "key-in-use" false
        "这张证书还有报文等待外部程序签名" "Messages still wait for another program to sign them with this key"
        "请先收回这些报文，再移除证书" "Take these messages back first, then remove the key";
    /// A key is called something already.
    KEY_NAME "key-name" false
        "证书名称不能为空或过长" "A key needs a name of at most 60 signs"
        "请填写简短的名称" "Give it a short name";
    /// A file cannot be read.
    FILE "file-unreadable" true
        "文件无法读取" "The file cannot be read"
        "请检查文件是否存在、是否被其他程序占用" "Check that the file is there and not held by another program";
    /// A file cannot be written.
    FILE_WRITE "file-unwritable" true
        "文件无法写入" "The file cannot be written"
        "请检查文件夹权限和磁盘空间" "Check the permissions of the folder and the room on the disk";
    /// There is no such client.
    NO_CLIENT "no-such-client" false
        "没有这个客户" "There is no such client"
        "请先添加客户，或选择已有的客户" "Add the client first, or choose one that is there";
    /// The client is there already.
    CLIENT_EXISTS "client-exists" false
        "已有同名客户" "There is a client of this name"
        "请换一个名称，或修改已有的客户" "Choose another name, or change the client that is there";
    /// The profile lacks something.
    PROFILE "profile-incomplete" false
        "客户资料不完整或有误" "The client's profile is incomplete or wrong"
        "请补齐后再保存" "Complete it, then save again";
    /// The client has no such choice.
    NO_CHOICE "no-such-choice" false
        "客户资料中没有这一项" "The client has no such choice"
        "请先在客户资料中添加" "Add it to the client first";
    /// An article of the goods book is wrong.
    GOODS "goods-wrong" false
        "商品资料有误" "The article is wrong"
        "请按提示修改后再保存" "Correct it as told, then save again";
    /// There are no goods in the file.
    NO_GOODS "no-goods" false
        "文件中没有找到商品" "No goods were found in the file"
        "请检查表头一行是否有“企业商品货号”或“商品名称”等列" "Check that a header row names the article number or the goods name";
    /// There is no such article.
    NO_ARTICLE "no-such-article" false
        "商品库中没有这个商品" "There is no such article in the goods book"
        "它可能刚被删除，请刷新" "It may have just been deleted: refresh";
    /// There is no such import.
    NO_IMPORT "no-such-import" false
        "这次导入已经关闭" "This import is closed"
        "请重新打开文件" "Open the file again";
    /// A repaired file belongs to another import.
    OTHER_IMPORT "other-import" false
        "这个文件不是由本次导入导出的，没有合并" "This file was not exported from this import; nothing was merged"
        "请打开它所属的导入再合并，或把它作为新文件导入" "Open the import it belongs to and merge it there, or import it as a new file";
    /// A repaired file has other headers.
    OTHER_HEADERS "other-headers" false
        "文件中找不到导出时的表头，没有合并" "The headers of the export are not in this file; nothing was merged"
        "请保留表头一行不变，再合并一次" "Leave the header row as it was exported, and merge again";
    /// There is nothing wrong in an import.
    NOTHING_BAD "nothing-to-export" false
        "没有需要修改的行" "There is no row to repair"
        "需要整张表时请选择导出全部行" "To get the whole sheet, export all rows";
    /// An export would take the place of the file it comes from.
    ORIGINAL "would-replace-the-original" false
        "不能覆盖原始文件" "The original file is never replaced"
        "请换一个文件名" "Choose another name";
    /// There is no such recipe.
    NO_RECIPE "no-such-recipe" false
        "没有这个列对应方案" "There is no such recipe"
        "请刷新后重试" "Refresh and try again";
    /// A recipe was named whose headers are not in the file.
    RECIPE_UNFIT "recipe-does-not-fit" false
        "文件的表头与这个列对应方案不符，没有导入" "The headers of this recipe are not in the file; nothing was imported"
        "不指定方案时按表头自动选用；也可以为这种表头另存一个方案"
        "Without a named recipe one is chosen by the headers; or keep another recipe for these headers";
    /// A column was named that is not in the file, or not as HEADER=FIELD.
    NO_COLUMN "no-such-column" false
        "文件中没有这一列" "There is no such column in the file"
        "请写成 表头=字段，表头与文件中的完全一致" "Write HEADER=FIELD, with the header exactly as it stands in the file";
    /// A name is empty or taken.
    NAME_TAKEN "name-not-free" false
        "名称为空或已被使用" "The name is empty or taken"
        "请换一个名称" "Choose another name";
    /// There is no such named fix.
    NO_FIX "no-such-fix" false
        "没有这个保存的修复" "There is no such named fix"
        "请刷新后重试" "Refresh and try again";
    /// The last step cannot be kept under a name.
    NOTHING_TO_KEEP "nothing-to-keep" false
        "上一步没有可以用于下一个文件的修改" "The last step changed nothing that could be used for another file"
        "请先修改单元格，再保存这一步" "Repair cells first, then keep that step";
    /// A whole import is not in the state for this.
    NOT_DECLARED "import-not-declared" false
        "这次导入现在不能这样做" "This import does not allow that now"
        "已申报的导入可以撤销，撤销后可以重新申报" "A declared import can be undone, and one that was undone can be declared again";
    /// A folder is watched for another client.
    WATCHED_ELSEWHERE "folder-of-another-client" false
        "这个文件夹已归另一个客户使用" "This folder is watched for another client"
        "请为每个客户使用各自的文件夹" "Give each client a folder of its own";
    /// Whoever set a watched folder up may not import any more.
    WATCH_RESTS "watch-rests" false
        "设置监视的人已不在此工作或不再有导入权限，暂不读取" "Whoever set this up left or may not import any more; nothing is read"
        "请由有导入权限的人员重新设置监视" "Let somebody who may import set the folder up again";
    /// There is no such folder to watch.
    NO_FOLDER "no-such-folder" true
        "文件夹不存在或无法打开" "The folder is not there or cannot be opened"
        "请检查路径和权限" "Check the path and the permissions";
    /// There are no orders in the file.
    NO_ORDERS "no-orders" false
        "文件中没有找到订单" "No orders were found in the file"
        "请检查表头一行是否有“订单编号”等列" "Check that a header row names the order number and other columns";
    /// There is nothing to tax in the file.
    NOT_TAXABLE "not-taxable" false
        "文件中没有可计税的清单" "There is no declaration to tax in the file"
        "请选择订单表，或格式正确的 CEB621 报文" "Choose an order sheet, or a well-formed CEB621 message";
    /// What was given is no day.
    DAY "not-a-day" false
        "日期格式不对" "That is no day"
        "请写成 2026-11-24 的样子" "Write it like 2026-11-24";
    /// There is no such cell.
    NO_CELL "no-such-cell" false
        "没有这个单元格" "There is no such cell"
        "请刷新后重试" "Refresh and try again";
    /// There is no such declaration.
    NO_DECLARATION "no-such-declaration" false
        "没有这份清单" "There is no such declaration"
        "请刷新后重试" "Refresh and try again";
    /// There is no such message or receipt.
    NO_MESSAGE "no-such-message" false
        "没有这份报文" "There is no such message"
        "请刷新后重试" "Refresh and try again";
    /// The original data of a payment is not here.
    NO_PAYMENT_DATA "no-payment-data" false
        "没有该订单的支付原始数据" "The original payment data of this order is not here"
        "请用 clearance payment-data import 导入支付公司的原始请求和响应" "Take it in with: clearance payment-data import";
    /// The original data of a payment cannot be sent as it is.
    PAYMENT_DATA "payment-data-incomplete" false
        "支付原始数据不完整或有误" "The original payment data is incomplete or wrong"
        "请改正该字段后重新导入，海关可再次调取" "Correct the field and take it in again; customs may ask once more";
    /// A file holds no original payment data.
    PAYMENT_FILE "not-payment-data" false
        "文件中没有支付原始数据" "The file holds no original payment data"
        "请提供含 orderNo、initalRequest、initalResponse 等列的表格或 JSON" "Give a sheet or JSON with orderNo, initalRequest, initalResponse and the rest";
    /// There is no such bill.
    NO_BILL "no-such-bill" false
        "没有这张税单" "There is no such tax bill"
        "请刷新后重试" "Refresh and try again";
    /// There is no key for the client.
    NO_KEY "no-key" false
        "没有可用的签名证书" "There is no key to sign with"
        "请先导入证书文件（.p12 或 .pfx）" "Import a certificate file (.p12 or .pfx) first";
    /// The certificate is not valid today.
    KEY_EXPIRED "key-not-valid-now" false
        "证书不在有效期内" "The certificate is not valid today"
        "请换用有效的证书，并核对电脑时间" "Use a valid certificate, and check the computer's clock";
    /// The passphrase of a key is not in the keyring.
    KEY_LOCKED "key-passphrase-missing" true
        "钥匙串中没有这张证书的密码" "The keyring does not hold the password of this certificate"
        "请解锁钥匙串，或重新导入证书" "Unlock the keyring, or import the certificate again";
    /// A token holds several keys.
    SEVERAL_KEYS "key-several" false
        "设备中有多张签名证书，请指定序列号" "The token holds several signing certificates: name one by its serial number"
        "请用证书序列号重新登记" "Register the key again with the serial number of its certificate";
    /// The mechanism of a token makes no sense.
    KEY_MECHANISM "key-mechanism" false
        "签名机制的写法有误" "The mechanism of the token cannot be read"
        "请写 auto、rsa-pkcs、sha-rsa-pkcs，或厂商的 sm2-sm3:0x80000201、sm2:0x80000202"
        "Write auto, rsa-pkcs, sha-rsa-pkcs, or the maker's sm2-sm3:0x80000201 or sm2:0x80000202";
    /// The hand-over folder cannot be used.
    HAND_OVER "hand-over-folder" true
        "签名交换目录无法读写" "The hand-over folder cannot be read or written"
        "请检查目录是否存在、权限和磁盘空间" "Check that the folder is there, its permissions and the room on the disk";
    /// There is no such key.
    NO_SUCH_KEY "no-such-key" false
        "没有这把密钥" "There is no such key"
        "请用 key list 查看编号" "Look up its id with key list";
    /// The receiver does not take the algorithm of the key.
    NOT_TAKEN "key-algorithm-not-taken" false
        "接收方不接受这把密钥的签名算法" "The receiver does not take the signature algorithm of this key"
        "请换用接收方接受的密钥，或在客户资料的 signatureAlgorithms 中更正" "Use a key that the receiver takes, or correct signatureAlgorithms in the client's profile";
    /// The certificate belongs to another enterprise.
    OTHER_ENTERPRISE "key-other-enterprise" false
        "证书不属于这家企业" "The certificate belongs to another enterprise"
        "请选择申报企业自己的证书" "Choose the certificate of the declaring enterprise";
    /// A declaration was changed so that something stops it.
    STOPPED "declaration-stopped" false
        "清单还有不能申报的问题" "Something in the declaration stops it"
        "请先改正，再签名" "Correct it first, then sign";
    /// A record is on its way already.
    ON_ITS_WAY "already-on-its-way" false
        "这份清单已在途中，不会重复申报" "This declaration is on its way already; it is not declared twice"
        "请等待回执；被退单后可以再次申报" "Wait for the receipt; after a rejection it can be declared again";
    /// The declaration does not allow it now.
    NOT_NOW "not-allowed-now" false
        "现在不能这样做" "This cannot be done now"
        "用 clearance life 查看现在可以做什么" "See what may be done now with `clearance life`";
    /// Another program signs for this client, and that is not possible for this.
    SIGNS_ELSEWHERE "signed-elsewhere" false
        "该客户由另一个程序签名，改单、删单、撤单、退货须用本机证书" "Another program signs for this client; changes, deletions, cancels and returns need a key here"
        "请用 --key 指定证书文件、令牌或电子口岸卡" "Name a certificate file, a token or the e-port's key with --key";
    /// What is asked for does not pass the check.
    NOT_PASSED "does-not-pass" false
        "未通过检查，没有签名" "It does not pass the check and was not signed"
        "请按提示修改后重试" "Mend what is named and try again";
    /// A quantity or value cannot be taken.
    NO_VALUE "value-not-taken" false
        "这个值不能填在这里" "This value cannot stand here"
        "写成 元素=值，如 consigneeAddress=…；表体写成 行号.元素=值" "Write ELEMENT=VALUE, such as consigneeAddress=…, and LINE.ELEMENT=VALUE for a line";
    /// An address cannot be listened on.
    LISTEN "cannot-listen" true
        "无法在该地址监听" "The address cannot be listened on"
        "请换一个端口，或检查权限" "Choose another port, or check the permissions";
    /// There is no such table.
    NO_TABLE "no-such-table" false
        "没有这张表；可用的表" "There is no such table; there are"
        "请核对表名" "Check the name of the table";
    /// The file holds no certificate.
    NOT_A_CERTIFICATE "certificate-unreadable" false
        "文件中没有可用的证书" "There is no certificate in the file"
        "请选择 PEM 或 DER 证书文件" "Choose a certificate file, PEM or DER";
    /// The publisher is not trusted.
    NO_PUBLISHER "no-such-publisher" false
        "没有信任这个发布者" "This publisher is not trusted"
        "请用 clearance tables publishers 查看" "See clearance tables publishers";
    /// A correction is written wrongly.
    CORRECTION "correction-unreadable" false
        "更正的写法有误" "The correction is written wrongly"
        "请写作 列=新值，日期写作 2026-11-24" "Write column=value, and a day as 2026-11-24";
    /// There is no such own row.
    NO_OWN_ROW "no-such-row" false
        "没有这条更正，或已撤回" "There is no such correction, or it was withdrawn"
        "请用 clearance tables rows 查看" "See clearance tables rows";
    /// Nobody has said who works.
    WHO_WORKS "who-works" false
        "请先选择操作人" "Say first who works"
        "在窗口上方选择自己的名字；命令行请加 --as 姓名" "Choose your name at the top of the window; on the command line add --as NAME";
    /// A role does not allow it.
    NOT_YOUR_ROLE "role-refused" false
        "当前操作人的角色不能做这件事" "The role of whoever works does not allow this"
        "请换有此角色的人员操作，或请管理员调整角色" "Let a person with the role do it, or ask a manager for the role";
    /// There is no such person.
    NO_PERSON "no-such-person" false
        "没有这个人员" "There is no such person"
        "请核对姓名；clearance people list 可列出人员" "Check the name; clearance people list tells all names";
    /// The name is taken or none.
    PERSON_NAME "person-name" false
        "姓名为空、过长，或已有人使用" "The name is empty, too long or taken"
        "请填写 1 至 40 个字的姓名，与其他人（包括已停用的）不同" "Give a name of 1 to 40 signs, unlike all others, those who left included";
    /// Words that are no roles, or none at all.
    PERSON_ROLES "person-roles" false
        "角色写法有误，或一个也没有" "No role, or one that is unknown"
        "可用：declarant 申报员、reviewer 复核员、archivist 档案员、manager 管理员" "There are declarant, reviewer, archivist and manager";
    /// The owner cannot leave.
    OWNER_STAYS "owner-stays" false
        "第一个人员是所有者，不能停用，角色不变" "The first person is the owner: always there, with every role"
        "可以改所有者的姓名和 PIN" "Name and PIN of the owner may be changed";
    /// A PIN is wrong.
    WRONG_PERSON_PIN "person-wrong-pin" false
        "PIN 不对" "The PIN is wrong"
        "请重新输入；连续输错会越等越久" "Type it again; each further wrong one costs more time";
    /// Too many wrong PINs.
    PIN_WAIT "person-pin-wait" true
        "PIN 输错多次，请稍候再试" "Too many wrong PINs: wait before the next"
        "等待时间已到后再输入；忘记 PIN 请管理员重设" "Try again once the time has passed; a manager can set a new PIN";
    /// A PIN is too short or too long.
    WEAK_PIN "person-weak-pin" false
        "PIN 须为 4 至 64 位" "A PIN has 4 to 64 signs"
        "请换一个" "Choose another one";
    /// A key cannot take over from another one.
    NO_SUCCESSOR "key-no-successor" false
        "这张证书不能接替另一张" "This key cannot take over from the other one"
        "两张须是同一客户的不同证书，接替的一张不早于旧证书到期，且自己没有被接替" "Both are of one client and not the same; the new one ends no earlier and has not been taken over from itself";
    /// A manifest of a batch says something that means nothing.
    MANIFEST "batch-manifest" false
        "批量清单文件有误" "The manifest of the batch is wrong"
        "按提示的行改正；格式见 clearance batch --help" "Mend the line that is named; `clearance batch --help` tells the form";
    /// Nobody else has approved it.
    NEEDS_REVIEW "needs-review" false
        "须先由另一人复核，才能签名" "Another person has to approve it before it is signed"
        "请复核员在“清单 › 待复核”中复核；修改后须重新复核" "Let a reviewer approve it under Declarations, To review; after a change it is reviewed anew";
    /// One's own work.
    OWN_WORK "own-work" false
        "不能复核自己经手的清单" "Nobody approves what he had a hand in himself"
        "生成或修改过清单、修改过其导入的表格、或提出改单等申请的人都算经手；请由另一位复核员复核" "Whoever made or changed it, repaired the import it came from, or asked for the change had a hand in it: let another reviewer do it";
    /// It does not wait for a review.
    NOT_IN_REVIEW "not-in-review" false
        "这些清单不在待复核之列" "These do not wait for a review"
        "请刷新后重新选择" "Refresh and choose again";
    /// Sent back without a reason.
    NO_REASON "no-reason" false
        "退回须写明原因" "Say why it is sent back"
        "请填写原因，最多 200 字" "Give a reason of at most 200 signs";
    /// The four eyes are set wrongly.
    FOUR_EYES "four-eyes" false
        "复核规则写法有误" "The rule for reviews is written wrongly"
        "可用：off 不复核、always 全部、above 加金额（元）" "There are off, always, and above with an amount in yuan";
    /// A file is no exported log.
    LOG_FILE "log-unreadable" false
        "文件不是导出的操作日志" "The file is no exported activity log"
        "请选择 clearance activity export 写出的文件" "Choose a file that clearance activity export wrote";
    /// No service is set.
    NO_SERVICE "no-service" false
        "还没有设置申报服务的地址" "No address of a clearance service is set"
        "请在设置中填写，或使用练习客户" "Set it, or use the practice client";
    /// The service is not to be reached.
    OFFLINE "service-offline" true
        "连接不上申报服务" "The clearance service cannot be reached"
        "报文已保存，恢复连接后会自动发送" "The messages are saved and go out by themselves once it is back";
    /// The service answers with an error of its own.
    SERVICE "service-failed" true
        "申报服务暂时出错" "The clearance service failed"
        "稍后会用同样的报文自动重试" "The same message is tried again by itself";
    /// The service asks to wait.
    SERVICE_BUSY "service-busy" true
        "申报服务繁忙" "The clearance service is busy"
        "稍后会自动重试" "It is tried again by itself";
    /// The service answers with something that is not its language.
    GARBAGE "service-garbage" true
        "申报服务的回答无法理解" "The answer of the clearance service makes no sense"
        "请检查地址和网络代理；稍后会自动重试" "Check the address and any proxy between; it is tried again by itself";
    /// The service does not let us in.
    NOT_SIGNED_IN "service-sign-in" true
        "申报服务拒绝登录" "The clearance service refused the sign-in"
        "请检查证书是否已在服务方登记" "Check that the certificate is known to the service";
    /// The folder of the transport client is not there.
    FOLDER_GONE "folder-gone" true
        "传输客户端的文件夹不存在或已断开" "The folder of the transport client is not there"
        "请检查磁盘或网络盘是否连接；报文已保存，恢复后会自动发送"
        "Check that the disk or share is connected; the messages are saved and go out by themselves once it is back";
    /// A box is missing in the folder of the transport client.
    FOLDER_LAYOUT "folder-layout" true
        "传输客户端的文件夹中缺少收发目录" "A box is missing in the folder of the transport client"
        "请核对根目录、模块名和各目录名（OutBox、InBox 等）；快捷方式和链接不算目录"
        "Check the root, the module and the names of the boxes (OutBox, InBox, …); a link is no box";
    /// A name in the setting is no plain name.
    FOLDER_NAME "folder-name" false
        "目录名不合规定" "This cannot be the name of a box or module"
        "请只填名称本身，五个目录各不相同，不含斜杠等符号"
        "Give the bare name, a different one for each box, without slashes and the like";
    /// Two clients share a folder with different settings.
    FOLDER_SHARED "folder-shared" false
        "另一个客户以不同的设置使用同一文件夹" "Another client uses this folder with other settings"
        "共用一个传输客户端的客户，目录名和回执归档方式须一致"
        "Clients that share one transport client need the same boxes and the same way with receipts";
    /// The folder of the transport client cannot be written.
    FOLDER_READ_ONLY "folder-read-only" true
        "没有权限读写传输客户端的文件夹" "The folder of the transport client cannot be read or written"
        "请检查文件夹权限；报文已保存，之后会自动重试"
        "Check its permissions; the messages are saved and tried again by themselves";
    /// The disk of the transport client is full.
    FOLDER_FULL "folder-full" true
        "传输客户端所在磁盘已满" "The disk of the transport client is full"
        "请腾出空间；报文已保存，之后会自动重试"
        "Make room; the messages are saved and tried again by themselves";
    /// A file with other octets has the name.
    FOLDER_NAME_TAKEN "folder-name-taken" true
        "文件夹中已有同名但内容不同的文件" "A file of the same name and other content is there already"
        "原文件不会被覆盖；报文会换一个文件名自动重试"
        "It is not overwritten; the message is tried again by itself under another name";
    /// Anything else of the folder.
    FOLDER_FAILED "folder-failed" true
        "读写传输客户端的文件夹时出错" "The folder of the transport client failed"
        "请检查磁盘或网络盘；之后会自动重试" "Check the disk or share; it is tried again by itself";
    /// The transport client gave a file back again and again.
    CLIENT_FAILED "client-failed" false
        "传输客户端多次发送失败" "The transport client failed to send it several times"
        "请查看传输客户端的提示，处理后重新签名发送"
        "See what the transport client says, then sign and send again";
    /// The transport client refused a file.
    CLIENT_REFUSED "client-refused" false
        "传输客户端报告导入失败" "The transport client reports that it could not take the file in"
        "请查看其回执内容，更正后重新签名发送" "See what its answer says, correct it, then sign and send again";
    /// The sandbox program is not there.
    NO_SANDBOX "sandbox-missing" false
        "找不到练习用的本地服务" "The sandbox service is not there"
        "请重新安装通关台，程序 clearance-server 应在同一文件夹" "Install the desk again: clearance-server belongs in the same folder";
    /// The sandbox did not start.
    SANDBOX "sandbox-failed" true
        "练习用的本地服务未能启动" "The sandbox service did not start"
        "请重试；若仍失败，请把日志交给技术支持" "Try again; if it fails still, hand the log to support";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_both_languages_are_there() {
        let mut codes: Vec<_> = ALL.iter().map(|fault| fault.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ALL.len());
        for fault in ALL {
            for text in [fault.says, fault.help] {
                assert!(text.zh.chars().any(|c| c > '\u{4e00}') && !text.en.is_empty(), "{}", fault.code);
            }
        }
    }
}
